import { describe, expect, it } from 'vitest'
import type { Json } from '../inbound.ts'
import { fixture, post } from './fixtures/read.ts'
import { whatsapp } from './index.ts'

const { webhook } = whatsapp
const OBJECT = 'whatsapp_business_account'

const keys = (body: Json) => webhook.items(body).map((item) => item.dedupeKey)
const wamid = (n: number) => `wamid.${Buffer.from(`parley-fixture-00${n}`).toString('base64')}`

describe('the handshake', () => {
  const answer = (query: string, token: string | null = 'sesame') =>
    webhook.challenge(new URLSearchParams(query), token)

  it('answers the challenge as it was given', () => {
    expect(answer('hub.mode=subscribe&hub.verify_token=sesame&hub.challenge=007')).toEqual({
      ok: true,
      answer: '007',
    })
  })

  it('refuses another token, mode or no token at all', () => {
    for (const query of [
      '',
      'hub.mode=unsubscribe&hub.verify_token=sesame&hub.challenge=1',
      'hub.mode=subscribe&hub.verify_token=Sesame&hub.challenge=1',
      'hub.mode=subscribe&hub.verify_token=sesame&hub.verify_token=x&hub.challenge=1',
      'hub.mode=subscribe&hub.verify_token=sesame',
    ])
      expect(answer(query).ok).toBe(false)
    expect(answer('hub.mode=subscribe&hub.verify_token=&hub.challenge=1', '').ok).toBe(false)
    expect(answer('hub.mode=subscribe&hub.verify_token=null&hub.challenge=1', null).ok).toBe(false)
  })
})

describe('a batch', () => {
  it('is split into every item of every change of every entry, each named by what it is', () => {
    const items = webhook.items(fixture('batch'))
    const [first, second] = ['271828182845904', '271828182845999']
    const status = 'status:wamid.cGFybGV5LWJhdGNo'
    expect(items.map(({ account, dedupeKey }) => [account, dedupeKey])).toEqual([
      [first, `message:${wamid(41)}`],
      [first, `message:${wamid(42)}`],
      [first, `message:${wamid(43)}`],
      [first, `message:${wamid(44)}`],
      [first, `status:${wamid(45)}:delivered:819012345678`],
      [first, `${status}:sent:66891112222`],
      [first, `${status}:delivered:66891112222`],
      [first, `${status}:read:66891112222`],
      [second, `message:${wamid(49)}`],
      [null, expect.stringMatching(/^message_template_status_update:[0-9a-f]{64}$/)],
    ])
  })

  it('gives each item its own surroundings and nobody else’s', () => {
    const [mali, yuki, ploy] = Object(fixture('batch')).entry[0].changes[0].value.contacts
    const payloads = webhook.items(fixture('batch')).map((item) => item.payload)
    const contacts = [[mali], [yuki], [ploy], [mali], [yuki]]
    for (const [index, expected] of contacts.entries()) {
      expect(payloads[index]).toMatchObject({
        entry: '314159265358979',
        field: 'messages',
        value: { metadata: { phone_number_id: '271828182845904' } },
      })
      expect(payloads[index]).toHaveProperty('value.contacts', expected)
    }
    expect(payloads[1]).toHaveProperty('value.messages.length', 1)
    expect(payloads[1]).not.toHaveProperty('value.statuses')
    expect(payloads[9]).toHaveProperty('time', 1790011000)
  })

  it('of a thousand messages is a thousand items', () => {
    const messages = Array.from({ length: 1000 }, (_, n) => ({ id: `wamid.${n}`, from: `${n % 300}` }))
    const contacts = Array.from({ length: 300 }, (_, n) => ({ wa_id: `${n}`, profile: { name: `N${n}` } }))
    const items = webhook.items(post({ contacts, messages }))
    expect(new Set(items.map((item) => item.dedupeKey)).size).toBe(1000)
    expect(items[999]?.payload).toHaveProperty('value.contacts', [contacts[99]])
  })

  it('without entries or changes has no items', () => {
    expect(webhook.items({ object: OBJECT, entry: [] })).toEqual([])
    expect(webhook.items({ object: OBJECT, entry: [{ id: '1', changes: [] }] })).toEqual([])
  })
})

describe('a dedupe key', () => {
  it('is of the message id for echoes too, and of each participant in a group', () => {
    expect(keys(fixture('echo'))).toEqual([`echo:${wamid(37)}`])
    expect(keys(fixture('status-in-group'))).toEqual([
      'status:wamid.cGFybGV5LWdyb3Vw:read:66891112222',
      'status:wamid.cGFybGV5LWdyb3Vw:read:819012345678',
    ])
  })

  it('is of the content where there is no id, whatever the order of keys', () => {
    const [key] = keys(post({ messages: [{ from: '1', type: 'text' }] }))
    expect(key).toMatch(/^messages:[0-9a-f]{64}$/)
    expect(keys(post({ messages: [{ type: 'text', from: '1' }] }))).toEqual([key])
    expect(keys(post({ messages: [{ type: 'text', from: '2' }] }))).not.toEqual([key])
  })

  it('differs by time, entry and field', () => {
    const change = { field: 'account_update', value: { event: 'X' } }
    const entry = (more: { [key: string]: Json }) => ({
      object: OBJECT,
      entry: [{ changes: [change], ...more }],
    })
    const bodies = [entry({ id: '1', time: 1 }), entry({ id: '1', time: 2 }), entry({ id: '2', time: 1 })]
    const other = { object: OBJECT, entry: [{ id: '1', time: 1, changes: [{ ...change, field: 'other' }] }] }
    expect(new Set([...bodies, other].flatMap(keys)).size).toBe(4)
  })

  it('of history is never taken for the message itself', () => {
    const value = { messages: [{ id: 'wamid.a', from: '1' }] }
    expect(keys(post(value, 'history'))).not.toEqual(keys(post(value)))
  })

  it('never holds an id that could not be stored or could pass for another', () => {
    const ids = ['a\u0000b', 'a:b', 'x'.repeat(5000), '', ' ', '\ud800', 'é', {}, [], null, true]
    const found = keys(post({ messages: ids.map((id) => ({ id })) }))
    for (const key of found) expect(key).toMatch(/^messages:[0-9a-f]{64}$/)
    expect(new Set(found).size).toBe(ids.length)
    expect(keys(post({ messages: [{ id: 12 }] }))).toEqual(['message:12'])
    expect(keys(post({}, 'a\u0000'))[0]).toMatch(/^item:/)
  })
})

describe('a body that is not as documented', () => {
  it.each<[string, Json]>([
    ['is no object', 'hello'],
    ['is a list', []],
    ['is of another object', { object: 'page', entry: [] }],
    ['has no entry', { object: OBJECT }],
    ['has an object for its entries', { object: OBJECT, entry: { id: '1' } }],
    ['has an entry that is none', { object: OBJECT, entry: [null] }],
    ['has no changes', { object: OBJECT, entry: [{ id: '1' }] }],
    [
      'has only names of changed fields',
      { object: OBJECT, entry: [{ id: '1', changed_fields: ['messages'] }] },
    ],
    ['has a change that is none', { object: OBJECT, entry: [{ id: '1', changes: [5] }] }],
    ['has a change without a field', { object: OBJECT, entry: [{ id: '1', changes: [{ value: {} }] }] }],
    [
      'has a change without a value',
      { object: OBJECT, entry: [{ id: '1', changes: [{ field: 'messages' }] }] },
    ],
    ['has an object for its messages', post({ messages: { id: 'wamid.a' } })],
    ['has messages that are none', post({ messages: [[]] })],
  ])('%s: it is one item, kept and unknown', (_, body) => {
    const items = webhook.items(body)
    expect(items).toHaveLength(1)
    expect(items[0]?.account).toBeNull()
    expect(whatsapp.normalize(items[0]?.payload ?? null).kind).toBe('unknown')
  })

  it('does not stop its neighbours', () => {
    const messages = [null, { id: 'wamid.a', from: '1', type: 'text', text: { body: 'hi' } }]
    const body = {
      object: OBJECT,
      entry: [null, { changes: [3, { field: 'messages', value: { messages } }] }],
    }
    const kinds = webhook.items(body).map((item) => whatsapp.normalize(item.payload).kind)
    expect(kinds).toEqual(['unknown', 'unknown', 'unknown', 'message'])
  })

  it('may be nested deeper than a stack reaches', () => {
    const deep = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000))
    expect(webhook.items(deep)).toHaveLength(1)
    expect(webhook.items(post({ messages: [deep] }))).toHaveLength(1)
  })

  it('may name the account by a number', () => {
    expect(webhook.items(post({ metadata: { phone_number_id: 123 } }))[0]?.account).toBe('123')
    for (const id of ['', null, {}, []])
      expect(webhook.items(post({ metadata: { phone_number_id: id } }))[0]?.account).toBeNull()
  })
})
