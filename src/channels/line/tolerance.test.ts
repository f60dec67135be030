import { describe, expect, it } from 'vitest'
import type { Json } from '../inbound.ts'
import { parseJson } from '../shared/json.ts'
import { eventOf, eventsOf, fixture, messageEvent } from './fixtures/read.ts'

type Members = { [key: string]: Json }

describe('a payload that differs from the documents', () => {
  it('may have numbers for ids, and null for what is absent', () => {
    const message = {
      id: 5,
      type: 'text',
      text: 'hi',
      quoteToken: null,
      quotedMessageId: null,
      mention: null,
    }
    const members = { source: { type: 'user', userId: 7 }, timestamp: '1790000000000', replyToken: null }
    expect(
      messageEvent({ ...message, emojis: null, markAsReadToken: 1 }, { ...members, mode: null }),
    ).toEqual({
      kind: 'message',
      externalId: '5',
      at: new Date('2026-09-21T14:13:20Z'),
      thread: { type: 'PRIVATE', externalId: '7' },
      customer: { externalId: '7' },
      content: { type: 'TEXT', text: 'hi', attachments: [] },
    })
  })

  it('keeps all digits of ids beyond 2^53', () => {
    const body = JSON.stringify(fixture('text')).replace('"531000000000000001"', '9007199254740993')
    expect(eventsOf(parseJson(body))).toMatchObject([{ externalId: '9007199254740993' }])
  })

  it('has no time where the timestamp is nonsense', () => {
    for (const timestamp of ['now', '', -5, 0, null, [], {}, 1e300, true])
      expect(messageEvent({ type: 'text', text: 'hi' }, { timestamp })).toHaveProperty('at', null)
  })

  it('leaves U+0000 and lone surrogates in a text to the domain', () => {
    expect(messageEvent({ type: 'text', text: 'a\u0000b\ud800' })).toHaveProperty(
      'content.text',
      'a\u0000b\ud800',
    )
    expect(messageEvent({ type: 'text', text: '' })).toHaveProperty('content.text', null)
  })

  it('may mention nobody, or point beside the text', () => {
    const mentionees = [
      null,
      {},
      { index: 99, length: 5 },
      { index: -1, length: 2 },
      { index: 'x', length: 1 },
    ]
    const mentionOf = (list: Json) =>
      messageEvent({ type: 'text', text: '@a', mention: { mentionees: list } })
    expect(mentionOf(mentionees)).not.toHaveProperty('content.mentions')
    expect(mentionOf([{ index: 0, length: 2 }, { index: 0, length: 99 }, ...mentionees])).toHaveProperty(
      'content.mentions',
      ['@a'],
    )
    for (const none of [[], {}, null, 'x'])
      expect(mentionOf(none)).toHaveProperty('content', { type: 'TEXT', text: '@a', attachments: [] })
  })

  it('may tell nothing but the id of a file', () => {
    for (const type of ['image', 'video', 'audio', 'file']) {
      const odd = { duration: -1, fileSize: 1.5, fileName: '', imageSet: {}, contentProvider: 'line' }
      expect(messageEvent({ type, ...odd })).toHaveProperty('content', {
        type: type.toUpperCase(),
        text: null,
        attachments: [{ type: type.toUpperCase(), externalId: '5' }],
      })
    }
    expect(messageEvent({ type: 'sticker', keywords: [1] })).toHaveProperty('content', {
      type: 'STICKER',
      text: null,
      attachments: [],
    })
  })

  it('has no choice in a postback where it is empty or none', () => {
    for (const params of [{}, [], null, 'x'])
      expect(eventOf({ type: 'postback', postback: { data: '', params } })).toHaveProperty('content.data', {
        payload: '',
      })
  })

  it('names only members that have an id', () => {
    const source = { type: 'group', groupId: 'C1' }
    const members = [{ type: 'user' }, null, { type: 'user', userId: 'U2' }]
    expect(eventOf({ type: 'memberJoined', source, joined: { members } })).toMatchObject({
      joined: [{ externalId: 'U2' }],
    })
    expect(eventOf({ type: 'memberLeft', source, left: { members: [] } })).toMatchObject({ left: [] })
  })

  it('is noted under its type where the detail is none', () => {
    for (const beacon of [null, 'x', {}, { type: 7 }, { type: 'a b' }, { type: 'a'.repeat(99) }])
      expect(eventOf({ type: 'beacon', beacon })).toMatchObject({ kind: 'noted', subject: 'beacon' })
  })

  it.each<[string, Members]>([
    ['a message that is none', { type: 'message', message: [] }],
    ['no message', { type: 'message' }],
    ['no message id', { type: 'message', message: { type: 'text', text: 'hi' } }],
    ['an empty message id', { type: 'message', message: { id: '', type: 'text', text: 'hi' } }],
    ['no message type', { type: 'message', message: { id: '5', text: 'hi' } }],
    ['a message type named like a method', { type: 'message', message: { id: '5', type: 'toString' } }],
    ['an object for a text', { type: 'message', message: { id: '5', type: 'text', text: {} } }],
    ['a place that is none', { type: 'message', message: { id: '5', type: 'location', latitude: '1' } }],
    ['an edit of nothing', { type: 'messageEdited', message: { type: 'text', text: 'hi' } }],
    ['an edit without content', { type: 'messageEdited', message: { id: '5', type: 'text' } }],
    ['nothing unsent', { type: 'unsend', unsend: {} }],
    ['a postback without data', { type: 'postback', postback: { params: {} } }],
    ['a postback that is none', { type: 'postback', postback: 'x' }],
    ['members that are none', { type: 'memberJoined', joined: { members: {} } }],
    ['nobody who left', { type: 'memberLeft' }],
    ['a link without a result', { type: 'accountLink', link: { nonce: 'n' } }],
    ['another result of a link', { type: 'accountLink', link: { result: 'perhaps', nonce: 'n' } }],
    ['a group that follows', { type: 'follow', source: { type: 'group', groupId: 'C1' } }],
    [
      'a group that links',
      { type: 'accountLink', source: { type: 'room', roomId: 'R1' }, link: { result: 'ok' } },
    ],
    ['no source', { type: 'follow', source: null }],
    ['a source without its id', { type: 'join', source: { type: 'group', roomId: 'R1', userId: 'U1' } }],
    ['a source of no user', { type: 'unfollow', source: { type: 'user' } }],
  ])('is unknown with %s', (_, members) => {
    expect(eventOf(members)).toMatchObject({ kind: 'unknown', reason: expect.stringMatching(/\w{3}/) })
  })

  it('never pollutes a prototype', () => {
    const polluting = parseJson('{"id":"5","type":"text","text":"x","__proto__":{"polluted":1}}') as Members
    expect(messageEvent(polluting)).toMatchObject({ kind: 'message' })
    expect({}).not.toHaveProperty('polluted')
  })
})
