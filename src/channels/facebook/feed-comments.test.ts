import { describe, expect, it } from 'vitest'
import {
  COMMENT,
  CREATED,
  event,
  events,
  MALI,
  PAGE,
  POST,
  publicThread,
  read,
  secondsLater,
  TARO,
} from './fixtures/feed-read.ts'

const post = {
  status_type: 'mobile_status_update',
  is_published: true,
  updated_time: '2026-09-21T14:13:20+0000',
  permalink_url: 'https://www.facebook.com/permalink/520093696111111',
  promotion_status: 'inactive',
  id: POST,
}

describe('a comment', () => {
  it('opens a public thread of its own', () => {
    expect(event('feed-comment')).toEqual({
      kind: 'comment',
      externalId: COMMENT,
      at: CREATED,
      thread: publicThread(COMMENT),
      customer: MALI,
      content: {
        type: 'TEXT',
        text: 'ราคาเท่าไหร่คะ #ขนมไทย #1',
        attachments: [],
        hashtags: ['ขนมไทย'],
        data: { item: 'comment', post_id: POST, post },
      },
    })
  })

  it('that answers another is in the thread of that one', () => {
    expect(event('feed-comment-reply')).toMatchObject({
      kind: 'comment',
      externalId: '520093696111111_610002',
      at: secondsLater(60),
      thread: publicThread(COMMENT),
      customer: TARO,
      replyTo: COMMENT,
    })
  })

  it('of the page itself is an echo, and nobody’s question', () => {
    expect(event('feed-comment-own')).toMatchObject({
      kind: 'echo',
      thread: publicThread(COMMENT),
      customer: null,
      replyTo: COMMENT,
      content: { text: 'กล่องละ 120 บาทค่ะ' },
    })
  })

  it('on one photo of a post is no answer to the photo', () => {
    const comment = event('feed-comment-on-photo')
    expect(comment).toMatchObject({ thread: publicThread('520093696222222_610010') })
    expect(comment).not.toHaveProperty('replyTo')
  })

  it('need not tell who wrote it, nor the post', () => {
    expect(event('feed-comment-hidden-author')).toMatchObject({ kind: 'comment', customer: null })
    const alone = { item: 'comment', verb: 'add', comment_id: COMMENT, parent_id: POST }
    expect(read(alone)).toMatchObject({ at: secondsLater(1), thread: publicThread(COMMENT), customer: null })
  })

  it('names its author by a number, as payloads of older versions do', () => {
    expect(event('feed-comment-photo')).toHaveProperty('customer', MALI)
  })

  it('has the photo or video of it attached', () => {
    expect(event('feed-comment-photo')).toHaveProperty('content', {
      type: 'IMAGE',
      text: null,
      attachments: [{ type: 'IMAGE', url: 'https://scontent.example/comment-610004.jpg?oh=a1' }],
      data: { item: 'comment', post_id: POST },
    })
    expect(event('feed-comment-video')).toHaveProperty('content', {
      type: 'VIDEO',
      text: 'ดูอันนี้สิ',
      attachments: [{ type: 'VIDEO', url: 'https://video.example/comment-610005.mp4' }],
      data: { item: 'comment', post_id: POST },
    })
  })

  it('has a sticker, photo or video of the newer form attached, and no preview of a page', () => {
    expect(events('feed-comment-attachment')).toMatchObject([
      {
        content: {
          type: 'STICKER',
          text: null,
          attachments: [
            {
              type: 'STICKER',
              externalId: '369239263222822',
              url: 'https://scontent.example/sticker-610006.png',
              width: 240,
              height: 240,
            },
          ],
        },
      },
      { content: { type: 'IMAGE', attachments: [{ externalId: '9001', width: 1080, height: 720 }] } },
      {
        content: {
          type: 'VIDEO',
          attachments: [{ type: 'VIDEO', externalId: '9002', url: 'https://video.example/9002.mp4' }],
        },
      },
      { content: { type: 'TEXT', text: 'https://recipes.example/mochi', attachments: [] } },
    ])
  })

  it('tells whom it mentions', () => {
    expect(event('feed-comment-tags')).toMatchObject({
      content: { mentions: [TARO.externalId], hashtags: ['新作'] },
    })
  })
})

describe('a comment, later', () => {
  it('is edited, at the time of the edit and not its own', () => {
    const edit = { kind: 'edit', messageExternalId: COMMENT, thread: publicThread(COMMENT), customer: MALI }
    expect(events('feed-comment-edited')).toMatchObject([
      { ...edit, at: secondsLater(300), content: { text: 'ราคาเท่าไหร่คะ ขอบคุณค่ะ' } },
      { ...edit, at: secondsLater(360), content: { hashtags: ['ขนมไทย'] } },
      { ...edit, at: secondsLater(415) },
    ])
    expect(event('feed-comment-edited-own')).toMatchObject({ kind: 'edit', customer: null })
  })

  it('may lose all its words, but not by an edit that does not tell them', () => {
    const edit = { item: 'comment', verb: 'edit', comment_id: COMMENT, message: '' }
    expect(read(edit)).toMatchObject({ kind: 'edit', content: { text: null } })
    expect(read({ ...edit, message: null })).toMatchObject({ kind: 'noted' })
    expect(event('feed-comment-edited-untold')).toEqual({
      kind: 'noted',
      at: secondsLater(300),
      subject: 'comment_edited',
    })
  })

  it('is removed, under either name', () => {
    const removed = { kind: 'unsend', messageExternalId: COMMENT, at: secondsLater(500) }
    expect(event('feed-comment-removed')).toEqual(removed)
    expect(read({ item: 'comment', verb: 'delete', comment_id: COMMENT })).toEqual({
      ...removed,
      at: secondsLater(1),
    })
  })

  it('is hidden and shown again', () => {
    expect(events('feed-comment-hidden')).toEqual([
      { kind: 'hide', messageExternalId: COMMENT, at: secondsLater(500) },
      { kind: 'unhide', messageExternalId: COMMENT, at: secondsLater(560) },
      { kind: 'hide', messageExternalId: COMMENT, at: secondsLater(620) },
    ])
  })
})

describe('a comment that differs from the documents', () => {
  const comment = { item: 'comment', verb: 'add', comment_id: COMMENT, post_id: POST, parent_id: POST }

  it('passes text on as it was received', () => {
    expect(read({ ...comment, message: 'a\u0000b\ud800' })).toHaveProperty('content.text', 'a\u0000b\ud800')
  })

  it('keeps all digits of ids beyond 2^53', () => {
    expect(read({ ...comment, sender_id: '9007199254740993' })).toHaveProperty(
      'customer.externalId',
      '9007199254740993',
    )
  })

  it('can do without what is null, empty or of another type', () => {
    const odd = {
      ...comment,
      from: [],
      message: {},
      photos: [null],
      attachment: 'x',
      post: null,
      created_time: -1,
    }
    expect(read(odd)).toEqual({
      kind: 'comment',
      externalId: COMMENT,
      at: secondsLater(1),
      thread: publicThread(COMMENT),
      customer: null,
      content: { type: 'TEXT', text: null, attachments: [], data: { item: 'comment', post_id: POST } },
    })
    expect(read({ ...comment, from: { id: '', name: 'x' } })).toHaveProperty('customer', null)
  })

  it.each([
    ['has no id', { comment_id: null }, 'the comment has no id'],
    ['has a verb that nobody knows', { verb: 'constructor' }, 'verb "constructor" is not known'],
    ['has no verb', { verb: 7 }, 'verb "undefined" is not known'],
    ['is none', { item: 'toString' }, 'item "toString" is not known'],
  ])('is unknown where it %s', (_, part, reason) => {
    expect(read({ ...comment, ...part })).toEqual({ kind: 'unknown', at: expect.any(Date), reason })
  })

  it('is noted for the verbs that change nothing', () => {
    expect(read({ ...comment, verb: 'follow' })).toMatchObject({ kind: 'noted', subject: 'comment_follow' })
  })

  it('is the page’s own by the account’s id alone', () => {
    expect(read({ ...comment, from: { id: PAGE } })).toHaveProperty('kind', 'echo')
    expect(read({ ...comment, from: { id: `${PAGE}0` } })).toHaveProperty('kind', 'comment')
  })
})
