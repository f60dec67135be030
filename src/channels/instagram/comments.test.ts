import { describe, expect, it } from 'vitest'
import { ACCOUNT, change, event, events, eventsOf, fixture, HANA, NOK } from './fixtures/read.ts'
import { instagram } from './index.ts'
import { usernamesIn } from './mentions.ts'

const AT = new Date(1790000200000)
const hana = { ...HANA, username: 'hana.maison' }
const nok = { ...NOK, username: 'nok_ch' }
const media = { id: '18029384756100041', media_product_type: 'FEED' }
const threadOf = (externalId: string) => ({ type: 'PUBLIC', externalId })

describe('a comment', () => {
  it('opens a public thread', () => {
    expect(event('comment')).toEqual({
      kind: 'comment',
      externalId: '18029384756100051',
      at: AT,
      thread: threadOf('18029384756100051'),
      customer: hana,
      content: {
        type: 'TEXT',
        text: 'ใส่แล้วสวยมาก @nok_ch. #OOTD',
        attachments: [],
        hashtags: ['OOTD'],
        mentions: ['@nok_ch'],
        data: { media },
      },
    })
  })

  it('that answers another is in the thread of that one', () => {
    expect(event('comment-reply')).toMatchObject({
      kind: 'comment',
      externalId: '18029384756100052',
      thread: threadOf('18029384756100051'),
      customer: nok,
      replyTo: '18029384756100051',
    })
  })

  it('of the account itself is an echo', () => {
    expect(event('comment-own')).toEqual({
      kind: 'echo',
      externalId: '18029384756100053',
      at: AT,
      thread: threadOf('18029384756100051'),
      customer: null,
      replyTo: '18029384756100051',
      content: { type: 'TEXT', text: 'ขอบคุณค่ะ 🙏', attachments: [], data: { media } },
    })
    const elsewhere = { id: '1', from: { id: '2', self_ig_scoped_id: '3' }, text: 'hi' }
    expect(eventsOf(change('comments', elsewhere))[0]).toHaveProperty('kind', 'echo')
    const own = { id: '1', from: { id: ACCOUNT }, text: 'hi' }
    expect(eventsOf(change('live_comments', own))[0]).toHaveProperty('kind', 'echo')
  })

  it('on an advertisement names it', () => {
    expect(event('comment-on-ad')).toMatchObject({
      kind: 'comment',
      externalId: '18029384756100054',
      referral: { source: 'ADS', adId: '120210987654399', headline: '秋のセール' },
      content: { data: { media: { media_product_type: 'AD', original_media_id: media.id } } },
    })
  })

  it('may have no text, and may be of nobody who is named', () => {
    expect(event('comment-without-text')).toMatchObject({ kind: 'comment', content: { text: null } })
    expect(eventsOf(change('comments', { id: '1', text: 'hi' }))[0]).toMatchObject({
      kind: 'comment',
      customer: null,
    })
  })

  it('during a broadcast says so', () => {
    expect(event('live-comment')).toMatchObject({
      kind: 'comment',
      customer: hana,
      content: { text: '赤はありますか？', data: { live: true, media: { media_product_type: 'LIVE' } } },
    })
  })

  it('may stand flat in its entry', () => {
    expect(event('comment-flat')).toMatchObject({
      kind: 'comment',
      externalId: '18029384756100057',
      at: new Date(1790000201000),
      customer: nok,
      content: { text: 'ส่งต่างจังหวัดไหมคะ', data: { media } },
    })
  })

  it('without an id is unknown', () => {
    expect(eventsOf(change('comments', { text: 'hi' }))[0]).toHaveProperty('reason', 'the comment has no id')
    expect(eventsOf(change('comments', []))[0]).toHaveProperty('kind', 'unknown')
  })
})

describe('a mention', () => {
  it('is of a comment or a post whose words are to be fetched', () => {
    const content = { type: 'TEXT', text: null, attachments: [] }
    expect(event('mention-comment')).toEqual({
      kind: 'comment',
      externalId: '18029384756100061',
      at: AT,
      thread: threadOf('18029384756100061'),
      customer: null,
      content: { ...content, data: { mentioned: true, media: { id: '18029384756100062' } } },
    })
    expect(event('mention-post')).toEqual({
      kind: 'post',
      externalId: '18029384756100063',
      at: AT,
      thread: threadOf('18029384756100063'),
      customer: null,
      content: { ...content, data: { mentioned: true, media: { id: '18029384756100063' } } },
    })
  })

  it('in a text is found by its username', () => {
    expect(usernamesIn('@a.b_c, (@d) @a.b_c @e… 佐藤@f mail@g.example @h. .@i @@j')).toEqual([
      '@a.b_c',
      '@d',
      '@e',
      '@h',
    ])
  })
})

describe('the insights of a story', () => {
  it('are noted', () => {
    expect(event('story-insights')).toEqual({ kind: 'noted', at: AT, subject: 'story_insights' })
  })
})

describe('a post with everything in one entry', () => {
  it('is split into all of it, each named by what it is', () => {
    expect(events('batch').map((one) => one.kind)).toEqual([
      'comment',
      'message',
      'message',
      'message',
      'comment',
    ])
    const keys = instagram.webhook.items(fixture('batch')).map((item) => item.dedupeKey)
    expect(keys).toEqual([
      'comment:18029384756100058',
      expect.stringMatching(/^message:/),
      expect.stringMatching(/^message:/),
      expect.stringMatching(/^message:/),
      'comment:18029384756100059',
    ])
    expect(new Set(keys).size).toBe(5)
  })

  it('has keys of the content where there is no id', () => {
    const key = (time: number, exits: number) => {
      const changes = [{ field: 'story_insights', value: { media_id: '1', exits } }]
      return instagram.webhook.items({ object: 'instagram', entry: [{ id: '1', time, changes }] })[0]
        ?.dedupeKey
    }
    expect(key(1, 1)).toMatch(/^story_insights:[0-9a-f]{64}$/)
    expect(key(1, 1)).toBe(key(1, 1))
    expect(new Set([key(1, 1), key(2, 1), key(1, 2)]).size).toBe(3)
    expect(instagram.webhook.items(fixture('mention-post'))[0]?.dedupeKey).toBe('mention:18029384756100063')
  })
})
