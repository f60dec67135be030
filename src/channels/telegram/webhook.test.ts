import { describe, expect, it } from 'vitest'
import type { WebhookRequest } from '../channel.ts'
import type { InboundEvent, Json } from '../inbound.ts'
import { parseJson } from '../shared/json.ts'
import { telegram } from './index.ts'

function eventsOf(body: Json): InboundEvent[] {
  return telegram.webhook
    .items(body)
    .map((item) => telegram.normalize(item.payload, { accountId: '7100000001' }))
}

describe('the secret token', () => {
  const body = Buffer.from('{}')
  const request = (token?: string | string[]): WebhookRequest => ({
    headers: { 'x-telegram-bot-api-secret-token': token },
    body,
  })

  it('is repeated in a header, and verifies with the secret it equals', () => {
    expect(telegram.webhook.sign(body, 's3cret')).toEqual({ 'x-telegram-bot-api-secret-token': 's3cret' })
    expect(telegram.webhook.verify(request('s3cret'), ['old', 's3cret'])).toEqual({ ok: true, secret: 1 })
  })

  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['another', 's3creT'],
    ['longer', 's3cret0'],
    ['sent twice', 's3cret, s3cret'],
    ['a list', ['s3cret', 's3cret']],
  ])('is refused when it is %s', (_, token) => {
    expect(telegram.webhook.verify(request(token), ['s3cret'])).toMatchObject({ ok: false })
  })

  it('never verifies without a secret', () => {
    expect(telegram.webhook.verify(request(''), [''])).toMatchObject({ ok: false })
    expect(telegram.webhook.verify(request('x'), [])).toMatchObject({ ok: false })
  })
})

describe('dedupe keys', () => {
  it('are the update id, whatever the order of the keys in the body', () => {
    const [item] = telegram.webhook.items({ message: {}, update_id: 5 })
    expect(item).toMatchObject({ account: null, dedupeKey: 'update:5' })
  })

  it('keep all digits of an update id beyond 2^53', () => {
    const items = telegram.webhook.items(parseJson('{"update_id":9007199254740993}'))
    expect(items[0]?.dedupeKey).toBe('update:9007199254740993')
  })

  it('split a deletion into one item per message, named once each', () => {
    const deletion = { business_connection_id: 'c', chat: { id: 9, type: 'private' }, message_ids: [4, 5, 4] }
    const items = telegram.webhook.items({ update_id: 8, deleted_business_messages: deletion })
    expect(items.map((item) => item.dedupeKey)).toEqual(['update:8:4', 'update:8:5'])
    expect(eventsOf({ update_id: 8, deleted_business_messages: deletion })).toEqual([
      { kind: 'unsend', at: null, messageExternalId: 'c:9:4' },
      { kind: 'unsend', at: null, messageExternalId: 'c:9:5' },
    ])
  })

  it('are a hash of the content where there is no update id, and the item becomes unknown', () => {
    const keyOf = (body: Json) => telegram.webhook.items(body)[0]?.dedupeKey
    expect(keyOf({ a: 1, b: [2] })).toBe(keyOf({ b: [2], a: 1 }))
    expect(keyOf({ a: 1 })).not.toBe(keyOf({ a: '1' }))
    for (const body of [
      null,
      7,
      'x',
      [],
      {},
      [{ update_id: 1 }],
      { update_id: { a: 1 } },
      { update_id: 1.5 },
    ])
      expect(eventsOf(body)).toMatchObject([{ kind: 'unknown' }])
  })

  it('are found for JSON deeper than the stack', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
    expect(telegram.webhook.items(JSON.parse(deep) as Json)).toHaveLength(1)
  })
})

describe('samples', () => {
  it('are updates as Telegram posts them and get the id they promise', () => {
    const customer = { externalId: telegram.samples.customerId(3), name: 'สม ชาย' }
    const at = new Date('2026-10-01T08:00:00Z')
    const sample = { account: telegram.samples.account, customer, id: 12, text: 'สวัสดี', at }
    const body = telegram.samples.text(sample)
    expect(body).toMatchObject({ update_id: 12, message: { message_id: 12, chat: { type: 'private' } } })
    expect(eventsOf(body)).toMatchObject([
      { kind: 'message', at, customer, externalId: telegram.samples.externalId(sample) },
    ])
  })
})
