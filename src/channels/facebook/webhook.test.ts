import { describe, expect, it } from 'vitest'
import type { Json } from '../inbound.ts'
import { fixture, KEN, MALI, mid, PAGE, post } from './fixtures/read.ts'
import { facebook } from './index.ts'

const { webhook } = facebook
const keys = (body: Json) => webhook.items(body).map((item) => item.dedupeKey)
const key = (parts: { [key: string]: Json }) =>
  keys(
    post('messaging', { sender: { id: MALI.externalId }, recipient: { id: PAGE }, timestamp: 1, ...parts }),
  )[0]

describe('a batch', () => {
  it('is split into every element of every list of every entry', () => {
    expect(webhook.items(fixture('batch')).map(({ account, dedupeKey }) => [account, dedupeKey])).toEqual([
      [PAGE, expect.stringMatching(/887766554433221/)],
      [PAGE, `message:${mid('batch-1')}`],
      [PAGE, `message:${mid('batch-2')}`],
      [PAGE, `message:${mid('batch-3')}`],
      ['104857600999999', `message:${mid('batch-4')}`],
    ])
  })

  it('gives each item its own event and what surrounds it', () => {
    const payloads = webhook.items(fixture('batch')).map((item) => item.payload)
    expect(payloads[2]).toEqual({
      entry: PAGE,
      time: 1790000300500,
      messaging: {
        sender: { id: KEN.externalId },
        recipient: { id: PAGE },
        timestamp: expect.any(Number),
        message: { mid: mid('batch-2'), text: '二' },
      },
    })
    expect(payloads[3]).toMatchObject({ standby: true })
  })

  it('of a thousand events is a thousand items', () => {
    const events = Array.from({ length: 1000 }, (_, n) => ({ message: { mid: `m_${n}` } }))
    expect(new Set(keys(post('messaging', ...events))).size).toBe(1000)
  })

  it('of deliveries has an item for each message', () => {
    expect(webhook.items(fixture('delivery')).map((item) => item.payload)).toMatchObject([
      { messaging: { delivery: { mids: [mid('offer')], watermark: 1790000123000 } } },
      { messaging: { delivery: { mids: [mid('offer-2')], watermark: 1790000123000 } } },
    ])
  })
})

describe('a dedupe key', () => {
  it.each<[string, { [key: string]: Json }]>([
    ['message:m_1', { message: { mid: 'm_1', text: 'hi' } }],
    ['echo:m_1', { message: { mid: 'm_1', text: 'hi', is_echo: true } }],
    ['unsend:m_1', { message: { mid: 'm_1', is_deleted: true } }],
    ['edit:m_1:3', { message_edit: { mid: 'm_1', text: 'hi', num_edit: '3' } }],
    ['edit:m_1:3', { message_edit: { mid: 'm_1', text: 'hi', num_edit: 3 } }],
    ['postback:m_1', { postback: { mid: 'm_1', payload: 'X' } }],
    [`reaction:m_1:${MALI.externalId}:react:1`, { reaction: { mid: 'm_1', action: 'react', emoji: '🙏' } }],
    [`read:${MALI.externalId}:99`, { read: { watermark: 99 } }],
    [`delivery:${MALI.externalId}:99`, { delivery: { watermark: 99 } }],
    [`delivery:${MALI.externalId}:m_1`, { delivery: { mids: ['m_1'], watermark: 99 } }],
  ])('is %s', (expected, parts) => {
    expect(key(parts)).toBe(expected)
  })

  it('is the same for an event that also comes in standby, and from the dashboard', () => {
    const event = { sender: { id: '1' }, message: { mid: 'm_1' } }
    const change = { object: 'page', entry: [{ id: PAGE, changes: [{ field: 'messages', value: event }] }] }
    expect([post('standby', event), post('messaging', event), change].flatMap(keys)).toEqual(
      Array(3).fill('message:m_1'),
    )
  })

  it('is of the content where there is no id, and of the time of the entry where the event has none', () => {
    const linked = { account_linking: { status: 'linked' } }
    const sent = (time: number, event: Json) =>
      keys({ object: 'page', entry: [{ id: PAGE, time, messaging: [event] }] })[0]
    expect(sent(1, linked)).toMatch(/^account_linking:[0-9a-f]{64}$/)
    expect(sent(1, linked)).not.toBe(sent(2, linked))
    expect(sent(1, { ...linked, timestamp: 5 })).toBe(sent(2, { timestamp: 5, ...linked }))
  })

  it('never holds an id that could not be stored or could pass for another', () => {
    const ids = ['a\u0000b', 'a:b', 'x'.repeat(5000), '', ' ', '\ud800', 'é', {}, [], null, true]
    const found = ids.map((id) => key({ message: { mid: id } }))
    for (const one of found) expect(one).toMatch(/^message:[0-9a-f]{64}$/)
    expect(new Set(found).size).toBe(ids.length)
  })
})
