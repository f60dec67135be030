import { describe, expect, it } from 'vitest'
import type { Json } from '../inbound.ts'
import { BOT, event, eventsOf, fixture, post } from './fixtures/read.ts'
import { line } from './index.ts'

const { webhook, samples } = line
const keys = (body: Json) => webhook.items(body).map((item) => item.dedupeKey)

describe('the signature', () => {
  const body = Buffer.from('{"destination":"U0","events":[]}')
  // printf '{"destination":"U0","events":[]}' | openssl dgst -sha256 -hmac tea -binary | base64
  const known = 'PvfVOUTKt6tqnaWHvTFyt0dAiIfxCHGalNoMkxybqh4='
  const verify = (signature: string) =>
    webhook.verify({ headers: { 'x-line-signature': signature }, body }, ['tea'])

  it('is the HMAC-SHA256 of the body in Base64', () => {
    expect(webhook.sign(body, 'tea')).toEqual({ 'x-line-signature': known })
    expect(verify(known)).toEqual({ ok: true, secret: 0 })
  })

  it('is refused in any other spelling of the same bytes', () => {
    const bytes = Buffer.from(known, 'base64')
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
    const siblings = [...alphabet].map((last) => `${known.slice(0, 42)}${last}=`)
    const same = siblings.filter((text) => Buffer.from(text, 'base64').equals(bytes))
    expect(same).toHaveLength(4)
    expect(same.filter((text) => verify(text).ok)).toEqual([known])
    const others = [
      known.slice(0, -1),
      `${known}=`,
      ` ${known}`,
      `${known}\n`,
      `${known.slice(0, 9)} ${known.slice(9)}`,
    ]
    const spellings = [...others, bytes.toString('base64url'), bytes.toString('hex')]
    for (const spelling of spellings) expect(verify(spelling).ok, spelling).toBe(false)
  })

  it('says why it is refused, and never what it should have been', () => {
    expect(verify('x')).toEqual({ ok: false, reason: 'x-line-signature is not 32 bytes in Base64' })
    expect(verify(`${'A'.repeat(43)}=`)).toEqual({ ok: false, reason: 'signature does not match' })
  })
})

describe('a batch', () => {
  it('is split into its events, each named by its id and for the bot', () => {
    expect(webhook.items(fixture('batch')).map(({ account, dedupeKey }) => [account, dedupeKey])).toEqual(
      (Object(fixture('batch')).events as { webhookEventId: string }[]).map((one) => [
        BOT,
        one.webhookEventId,
      ]),
    )
    expect(eventsOf(fixture('batch')).map((one) => one.kind)).toEqual([
      'message',
      'message',
      'postback',
      'unsend',
      'unfollow',
    ])
  })

  it('without events is a trial of the address', () => {
    expect(webhook.items(fixture('events-none'))).toEqual([])
  })

  it('of a thousand events is a thousand items', () => {
    const many = Array.from({ length: 1000 }, (_, n) => ({ type: 'message', webhookEventId: `E${n}` }))
    expect(new Set(keys(post(...many))).size).toBe(1000)
  })
})

describe('a dedupe key', () => {
  const happening = { type: 'follow', timestamp: 1790000000000, source: { type: 'user', userId: 'U1' } }

  it('is the same at a redelivery, and so is what happened', () => {
    const [first] = Object(fixture('text-redelivered')).events
    const again = { ...first, deliveryContext: { isRedelivery: !first.deliveryContext.isRedelivery } }
    expect(keys(post(again))).toEqual(keys(post(first)))
    expect(eventsOf(post(again))).toEqual([event('text-redelivered')])
  })

  it('is of the content where there is no id, less what a redelivery changes', () => {
    const [key] = keys(post(happening))
    expect(key).toMatch(/^content:[0-9a-f]{64}$/)
    expect(keys(post({ ...happening, deliveryContext: { isRedelivery: true } }))).toEqual([key])
    expect(keys(post({ ...happening, timestamp: 1790000000001 }))).not.toEqual([key])
  })

  it('names a postback without an id, too', () => {
    const postback = { ...happening, type: 'postback', postback: { data: 'x' } }
    const [key] = keys(post(postback))
    expect(eventsOf(post({ ...postback, deliveryContext: { isRedelivery: true } }))).toMatchObject([
      { kind: 'postback', externalId: `postback:${key}` },
    ])
  })

  it('never holds an id that could not be stored or could pass for another', () => {
    const ids = ['a\u0000b', 'content:a', 'x'.repeat(5000), '', ' ', '\ud800', 'é', {}, [], null, true, 7]
    const found = keys(post(...ids.map((webhookEventId) => ({ ...happening, webhookEventId }))))
    for (const key of found) expect(key).toMatch(/^content:[0-9a-f]{64}$/)
    expect(new Set(found).size).toBe(ids.length)
  })
})

describe('a body that is not as documented', () => {
  it.each<[string, Json, string | null]>([
    ['is no object', 'hello', null],
    ['is a list', [], null],
    ['has no events', { destination: BOT }, BOT],
    ['has an object for its events', { destination: BOT, events: {} }, BOT],
    ['has an event that is none', post(null), BOT],
    ['has an event without a type', post({}), BOT],
    ['has a type that is none', post({ type: ['message'] }), BOT],
    ['has a type named like a method', post({ type: 'constructor' }), BOT],
    ['names no bot', { events: [{ type: 'hologram' }] }, null],
    ['has an object for the bot', { destination: {}, events: [7] }, null],
    ['has an empty name for the bot', { destination: '', events: [7] }, null],
  ])('%s: it is one item, kept and unknown', (_, body, account) => {
    const items = webhook.items(body)
    expect(items).toHaveLength(1)
    expect(items[0]?.account).toBe(account)
    expect(eventsOf(body)).toMatchObject([{ kind: 'unknown', reason: expect.stringMatching(/\w{3}/) }])
  })

  it('does not stop its neighbours', () => {
    const [text] = Object(fixture('text')).events
    expect(eventsOf(post(null, text, 3)).map((one) => one.kind)).toEqual(['unknown', 'message', 'unknown'])
  })

  it('may be nested deeper than a stack reaches', () => {
    const deep = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000))
    expect(webhook.items(deep)).toHaveLength(1)
    expect(eventsOf(post(deep, { type: deep }, { type: 'message', message: deep }))).toMatchObject(
      Array.from({ length: 3 }, () => ({ kind: 'unknown' })),
    )
  })

  it('is no item of any kind when it was never split', () => {
    for (const item of [null, 'x', [], {}, { event: null }])
      expect(line.normalize(item)).toMatchObject({ kind: 'unknown', at: null })
  })
})

describe('samples', () => {
  it('have ids as LINE makes them', () => {
    const message = {
      account: samples.account,
      customer: { externalId: samples.customerId(3), name: 'สม ชาย' },
      id: 12,
      text: 'สวัสดี',
      at: new Date('2026-10-01T08:00:00.123Z'),
    }
    expect(samples.text(message)).toEqual({
      destination: expect.stringMatching(/^U[0-9a-f]{32}$/),
      events: [
        {
          type: 'message',
          mode: 'active',
          timestamp: 1790841600123,
          source: { type: 'user', userId: expect.stringMatching(/^U[0-9a-f]{32}$/) },
          webhookEventId: expect.stringMatching(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/),
          deliveryContext: { isRedelivery: false },
          replyToken: expect.stringMatching(/^[0-9a-f]{32}$/),
          message: {
            type: 'text',
            id: expect.stringMatching(/^\d{18}$/),
            quoteToken: expect.stringMatching(/^[\w-]{43}$/),
            markAsReadToken: expect.stringMatching(/^[\w-]{43}$/),
            text: 'สวัสดี',
          },
        },
      ],
    })
    const inAnother = samples.text({ ...message, account: samples.customerId(1) })
    expect(keys(inAnother)).not.toEqual(keys(samples.text(message)))
  })
})
