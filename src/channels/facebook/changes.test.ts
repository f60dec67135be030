import { describe, expect, it } from 'vitest'
import type { Json } from '../inbound.ts'
import { changeKey, readChange } from './changes.ts'
import {
  COMMENT,
  CREATED,
  event,
  events,
  keys,
  PAGE,
  POST,
  read,
  secondsLater,
} from './fixtures/feed-read.ts'

describe('a change of the page', () => {
  it('is of the account, whatever form its value has', () => {
    expect(events('changes-page')).toMatchObject([
      { kind: 'account', at: CREATED, subject: 'about', data: { value: 'ขนมไทยโฮมเมด' } },
      { kind: 'account', subject: 'parking', data: {} },
      { kind: 'account', subject: 'hours', data: { mon_1_open: '09:00' } },
      { kind: 'account', subject: 'page_upcoming_change', data: { proposal: { category: 'phone' } } },
    ])
  })

  it('is noted where it is not about the page', () => {
    expect(event('leadgen')).toEqual({ kind: 'noted', at: CREATED, subject: 'leadgen' })
    expect(events('changes-noted')).toMatchObject([
      { kind: 'noted', subject: 'live_videos' },
      { kind: 'noted', subject: 'conversations' },
      { kind: 'noted', subject: 'checkins' },
    ])
  })

  it('is unknown by its field’s name', () => {
    expect(event('unknown-changes-field')).toEqual({
      kind: 'unknown',
      at: CREATED,
      reason: 'field "product_review" is not known',
    })
    expect(read({}, 'constructor')).toHaveProperty('reason', 'field "constructor" is not known')
  })

  it('is unknown where its value is none', () => {
    for (const value of [null, 'x', 7, [], [{}]] as Json[])
      for (const field of ['feed', 'mention', 'ratings'])
        expect(read(value, field)).toHaveProperty('reason', `the value of ${field} is not an object`)
    expect(readChange({ field: 'leadgen', value: null, at: null }, { accountId: PAGE })).toEqual({
      kind: 'noted',
      at: null,
      subject: 'leadgen',
    })
  })
})

describe('the key of a change', () => {
  const comment = {
    item: 'comment',
    verb: 'add',
    comment_id: COMMENT,
    post_id: POST,
    created_time: 1790000000,
  }
  const reaction = { item: 'reaction', verb: 'add', post_id: POST, reaction_type: 'love', from: { id: '1' } }
  const keyOf = (value: Json, time: Json = 1790000001, field = 'feed') =>
    changeKey(PAGE, { field, value, time })

  it('says what happened to what, and when', () => {
    expect(keys('feed-comment')).toEqual([`feed:comment:add:${COMMENT}:1790000000`])
    expect(keys('feed-reaction-own')).toEqual([
      `feed:reaction:add:${COMMENT}:1790000000:love:104857601234567`,
    ])
    expect(keys('feed-post-removed')).toEqual([`feed:post:remove:${PAGE}_530000001:1790000000:1790000095`])
    expect(keys('ratings-recommendation')).toEqual(['ratings:rating:add:550000001:1790000000'])
    expect(keys('leadgen')).toEqual(['leadgen:560000002'])
  })

  it('is the same for a thing that is told again with another address of its photo', () => {
    const told = (photo: string) => keyOf({ ...comment, verb: 'edited', photo })
    expect(told('https://scontent.example/a?oh=1')).toBe(told('https://scontent.example/a?oh=2'))
    expect(keyOf(comment, 1790000001)).toBe(keyOf(comment, 1790000999))
  })

  it('is another for each edit, also back to former words, and each hiding', () => {
    for (const name of ['feed-comment-edited', 'feed-comment-hidden', 'feed-like', 'feed-videos'])
      expect(new Set(keys(name)).size, name).toBe(keys(name).length)
    const edited = (message: string) => keyOf({ ...comment, verb: 'edited', message })
    expect(edited('a')).not.toBe(edited('b'))
  })

  it('is another for each person, reaction and time', () => {
    const others = [
      reaction,
      { ...reaction, from: { id: '2' } },
      { ...reaction, reaction_type: 'wow' },
      { ...reaction, verb: 'remove' },
      { ...reaction, comment_id: COMMENT },
    ]
    expect(new Set(others.map((one) => keyOf(one))).size).toBe(others.length)
    expect(keyOf(reaction, 1)).not.toBe(keyOf(reaction, 2))
    expect(keyOf(reaction, 1, 'ratings')).not.toBe(keyOf(reaction, 1))
  })

  it.each<[string, Json]>([
    ['no id', { item: 'like', verb: 'add', user_id: 7 }],
    ['an id that is no plain text', { ...comment, comment_id: 'a\u0000b' }],
    ['the separator in its id', { ...comment, comment_id: 'a:b' }],
    ['a very long id', { ...comment, comment_id: '1'.repeat(1000) }],
    ['an object for an id', { ...comment, comment_id: {} }],
    ['no item', { ...comment, item: null }],
    ['no value', null],
  ])('is a digest with %s', (_, value) => {
    expect(keyOf(value)).toMatch(/^feed:[0-9a-f]{64}$/)
    expect(keyOf(value)).toBe(keyOf(structuredClone(value)))
    expect(keyOf(value)).not.toBe(keyOf(value, 2))
  })

  it('is never too long', () => {
    const id = '1'.repeat(100)
    const value = { ...reaction, item: id, verb: 'edited', post_id: id, photo_id: id, created_time: id }
    expect(keyOf(value, id).length).toBeLessThanOrEqual(700)
    expect(keyOf({ ...value, item: 'reaction', reaction_type: id, from: { id } }, id).length).toBeLessThan(
      700,
    )
  })

  it('needs no time of the entry', () => {
    expect(changeKey('0', { field: 'feed', value: { ...comment, verb: 'hide' } })).toMatch(
      /^feed:[0-9a-f]{64}$/,
    )
    expect(read({ ...comment, from: { id: '1' } })).toHaveProperty('at', CREATED)
    expect(read({ ...comment, verb: 'hide' })).toHaveProperty('at', secondsLater(1))
  })
})
