import { describe, expect, it } from 'vitest'
import {
  CREATED,
  event,
  events,
  MALI,
  PAGE,
  publicThread,
  read,
  secondsLater,
  TARO,
} from './fixtures/feed-read.ts'

const onPage = (id: number) => `${PAGE}_${id}`

describe('a post', () => {
  it('of a visitor opens a public thread', () => {
    expect(event('feed-post')).toEqual({
      kind: 'post',
      externalId: onPage(530000001),
      at: CREATED,
      thread: publicThread(onPage(530000001)),
      customer: MALI,
      content: {
        type: 'TEXT',
        text: 'ขนมอร่อยมากเลยค่ะ #รีวิว',
        attachments: [],
        hashtags: ['รีวิว'],
        data: { item: 'post', post_id: onPage(530000001), is_hidden: false },
      },
    })
  })

  it('of the page itself is an echo', () => {
    expect(event('feed-status-own')).toEqual({
      kind: 'echo',
      externalId: onPage(530000002),
      at: CREATED,
      thread: publicThread(onPage(530000002)),
      customer: null,
      content: {
        type: 'TEXT',
        text: 'พรุ่งนี้เปิด 9 โมงค่ะ',
        attachments: [],
        data: { item: 'status', post_id: onPage(530000002), published: 1 },
      },
    })
    expect(event('feed-photo-own')).toMatchObject({ kind: 'echo', customer: null, content: { text: null } })
    expect(event('feed-event')).toMatchObject({
      kind: 'echo',
      content: { text: 'ร้านขนมบ้านสวน added an event.', data: { event_id: '530000013' } },
    })
  })

  it('has its photos and videos attached', () => {
    expect(event('feed-status-photos')).toMatchObject({
      content: {
        type: 'IMAGE',
        attachments: [
          { type: 'IMAGE', url: 'https://scontent.example/a.jpg' },
          { type: 'IMAGE', url: 'https://scontent.example/b.jpg' },
        ],
      },
    })
    expect(event('feed-photo')).toMatchObject({
      kind: 'post',
      content: {
        type: 'IMAGE',
        attachments: [
          { type: 'IMAGE', externalId: '530000004', url: 'https://scontent.example/530000004.jpg' },
        ],
      },
    })
    const video = { type: 'VIDEO', externalId: '530000007', url: 'https://video.example/530000007.mp4' }
    expect(events('feed-videos')).toMatchObject([
      { externalId: onPage(530000006), content: { type: 'VIDEO', attachments: [video] } },
      { externalId: onPage(530000006), content: { attachments: [{ externalId: '530000008' }] } },
    ])
  })

  it('of an album has no id but the album’s', () => {
    expect(events('feed-album')).toMatchObject([
      {
        kind: 'echo',
        externalId: '530000010',
        thread: publicThread('530000010'),
        content: {
          attachments: [
            { type: 'IMAGE', externalId: '530000011' },
            { type: 'IMAGE', externalId: '530000012' },
          ],
        },
      },
      { kind: 'noted', subject: 'album_edited' },
    ])
  })

  it('that shares a page keeps the link, which is no file', () => {
    expect(event('feed-share')).toMatchObject({
      kind: 'post',
      customer: TARO,
      content: { type: 'TEXT', attachments: [], data: { link: 'https://news.example/mochi' } },
    })
  })

  it('is edited, removed, hidden and shown again', () => {
    const id = onPage(530000001)
    expect(event('feed-post-edited')).toMatchObject({
      kind: 'edit',
      messageExternalId: id,
      at: secondsLater(90),
      thread: publicThread(id),
      customer: MALI,
      content: { text: 'ขนมอร่อยมากเลยค่ะ แนะนำ' },
    })
    expect(event('feed-post-removed')).toEqual({
      kind: 'unsend',
      messageExternalId: id,
      at: secondsLater(95),
    })
    expect(events('feed-post-hidden')).toEqual([
      { kind: 'hide', messageExternalId: id, at: secondsLater(95) },
      { kind: 'unhide', messageExternalId: id, at: secondsLater(98) },
    ])
  })

  it('is unknown without an id', () => {
    expect(read({ item: 'status', verb: 'add', message: 'x' })).toHaveProperty(
      'reason',
      'the status has no id',
    )
  })

  it('is not what Facebook does to a video, and what else a feed reports', () => {
    const subjects = (name: string) => events(name).map((one) => one.kind === 'noted' && one.subject)
    expect(subjects('feed-video-flagged')).toEqual(['video_mute', 'video_block', 'video_unblock'])
    expect(subjects('feed-others')).toEqual(['timeline cover_add', 'tag_remove'])
  })
})

describe('a mention', () => {
  it('is a post or comment of somebody, where they wrote it', () => {
    expect(event('mention-post')).toMatchObject({
      kind: 'post',
      externalId: '7700112233445566_540000001',
      thread: publicThread('7700112233445566_540000001'),
      customer: MALI,
      content: { mentions: [PAGE] },
    })
    expect(event('mention-comment')).toMatchObject({
      kind: 'comment',
      externalId: '540000001_620001',
      thread: publicThread('540000001_620001'),
      customer: null,
      content: { mentions: [PAGE] },
    })
  })

  it('tells all who are mentioned where the tags do', () => {
    expect(event('mention-tags')).toMatchObject({
      thread: publicThread('540000001_620001'),
      replyTo: '540000001_620001',
      content: { mentions: [MALI.externalId, PAGE] },
    })
  })
})

describe('a review', () => {
  const thread = publicThread('550000001')

  it('is a post under its story', () => {
    expect(event('ratings-recommendation')).toEqual({
      kind: 'post',
      externalId: '550000001',
      at: CREATED,
      thread,
      customer: MALI,
      content: {
        type: 'TEXT',
        text: 'บริการดีมาก #แนะนำ',
        attachments: [],
        hashtags: ['แนะนำ'],
        data: { item: 'rating', recommendation_type: 'positive' },
      },
    })
  })

  it('may be stars alone', () => {
    expect(event('ratings-stars')).toMatchObject({
      kind: 'post',
      externalId: '550000002',
      customer: TARO,
      content: { text: null, data: { rating: 3 } },
    })
  })

  it('is edited and removed', () => {
    expect(event('ratings-edited')).toMatchObject({
      kind: 'edit',
      messageExternalId: '550000001',
      at: secondsLater(200),
      content: { text: 'บริการดี', data: { recommendation_type: 'negative' } },
    })
    expect(event('ratings-removed')).toEqual({
      kind: 'unsend',
      messageExternalId: '550000001',
      at: secondsLater(300),
    })
  })

  it('may lose all its words', () => {
    const edit = { item: 'rating', verb: 'edit', open_graph_story_id: '1', review_text: null, rating: 2 }
    expect(read(edit, 'ratings')).toMatchObject({
      kind: 'edit',
      content: { text: null, data: { rating: 2 } },
    })
  })

  it('is one conversation with the comments on it', () => {
    expect(events('ratings-comment')).toMatchObject([
      { kind: 'echo', externalId: '550000001_630001', thread, customer: null, replyTo: '550000001' },
      {
        kind: 'comment',
        externalId: '550000001_630002',
        thread,
        customer: MALI,
        replyTo: '550000001_630001',
      },
      { kind: 'noted', subject: 'comment_edited' },
    ])
  })

  it('is reacted to', () => {
    const reaction = { kind: 'reaction', messageExternalId: '550000001', thread, customer: TARO }
    expect(events('ratings-reaction')).toMatchObject([
      { ...reaction, emojis: ['😡'] },
      { ...reaction, emojis: [] },
    ])
  })

  it('is unknown without a story', () => {
    expect(read({ item: 'rating', verb: 'add' }, 'ratings')).toHaveProperty('reason', 'the review has no id')
  })
})
