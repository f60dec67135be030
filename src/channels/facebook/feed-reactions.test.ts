import { describe, expect, it } from 'vitest'
import {
  COMMENT,
  CREATED,
  event,
  events,
  MALI,
  POST,
  publicThread,
  read,
  secondsLater,
  TARO,
} from './fixtures/feed-read.ts'

describe('a reaction', () => {
  it('has the emoji of its name', () => {
    const reactions = events('feed-reactions')
    expect(reactions[0]).toEqual({
      kind: 'reaction',
      at: CREATED,
      messageExternalId: POST,
      thread: publicThread(POST),
      customer: { externalId: '660000000', name: 'คนที่ 1' },
      emojis: ['👍'],
    })
    expect(reactions.flatMap((one) => (one.kind === 'reaction' ? one.emojis : []))).toEqual([
      '👍',
      '❤️',
      '🤗',
      '😆',
      '😮',
      '😢',
      '😡',
    ])
  })

  it('to a comment or an answer is in the thread of the comment', () => {
    expect(events('feed-reaction-comment')).toMatchObject([
      { messageExternalId: COMMENT, thread: publicThread(COMMENT), customer: MALI, emojis: ['❤️'] },
      {
        messageExternalId: '520093696111111_610002',
        thread: publicThread(COMMENT),
        customer: TARO,
        emojis: ['😮'],
      },
    ])
    const naming = {
      item: 'reaction',
      verb: 'add',
      reaction_type: 'sad',
      comment_id: COMMENT,
      parent_id: COMMENT,
    }
    expect(read({ ...naming, from: { id: '1' } })).toMatchObject({
      thread: publicThread(COMMENT),
      emojis: ['😢'],
    })
  })

  it('is changed for another, and taken back', () => {
    expect(events('feed-reaction-changed')).toMatchObject([
      { kind: 'reaction', at: secondsLater(30), customer: MALI, emojis: ['😆'] },
      { kind: 'reaction', at: secondsLater(60), customer: MALI, emojis: [] },
    ])
  })

  it('of the page has no customer', () => {
    expect(event('feed-reaction-own')).toMatchObject({ kind: 'reaction', customer: null, emojis: ['❤️'] })
  })

  it('of somebody who is hidden is not taken for the page’s', () => {
    expect(event('feed-reaction-hidden-author')).toEqual({
      kind: 'noted',
      at: CREATED,
      subject: 'reaction_of_somebody_hidden',
    })
  })

  it('was once a like', () => {
    expect(events('feed-like')).toMatchObject([
      { kind: 'reaction', messageExternalId: POST, customer: MALI, emojis: ['👍'] },
      { kind: 'reaction', messageExternalId: POST, customer: MALI, emojis: [] },
      { kind: 'reaction', messageExternalId: COMMENT, thread: publicThread(COMMENT), emojis: ['👍'] },
    ])
  })

  it('may be to the page, which is no message', () => {
    expect(events('feed-like-page')).toEqual([
      { kind: 'noted', at: secondsLater(1), subject: 'page_like' },
      { kind: 'noted', at: secondsLater(1), subject: 'page_like' },
    ])
  })

  it('is unknown without a known name, a known verb or something that it is to', () => {
    const reaction = {
      item: 'reaction',
      verb: 'add',
      post_id: POST,
      from: { id: '1' },
      reaction_type: 'love',
    }
    expect(event('unknown-feed-reaction')).toHaveProperty('reason', 'reaction "thankful" is not known')
    expect(read({ ...reaction, reaction_type: null })).toHaveProperty('kind', 'unknown')
    expect(read({ ...reaction, verb: 'levitate' })).toHaveProperty('reason', 'verb "levitate" is not known')
    expect(read({ ...reaction, post_id: null })).toHaveProperty(
      'reason',
      'the reaction does not say what it is to',
    )
    expect(read({ ...reaction, verb: 'hide' })).toMatchObject({ kind: 'noted', subject: 'reaction_hide' })
  })
})
