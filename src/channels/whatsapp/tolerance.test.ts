import { describe, expect, it } from 'vitest'
import type { Json } from '../inbound.ts'
import { parseJson } from '../shared/json.ts'
import { eventsOf, fixture, messageEvent } from './fixtures/read.ts'

const text = (body: Json) => ({ type: 'text', text: { body } })

describe('a payload that differs from the documents', () => {
  it('may have numbers for ids and times, and null for what is absent', () => {
    const message = {
      from: 66890000001,
      timestamp: 1790000000,
      context: null,
      referral: null,
      group_id: null,
    }
    expect(messageEvent({ ...message, ...text('hi') })).toEqual({
      kind: 'message',
      externalId: 'wamid.a',
      at: new Date('2026-09-21T14:13:20Z'),
      thread: { type: 'PRIVATE', externalId: '66890000001' },
      customer: { externalId: '66890000001', phone: '+66890000001' },
      content: { type: 'TEXT', text: 'hi', attachments: [] },
    })
  })

  it('keeps all digits of ids beyond 2^53', () => {
    const body = JSON.stringify(fixture('text')).replaceAll('"66891112222"', '9007199254740993')
    expect(eventsOf(parseJson(body))[0]).toHaveProperty('customer.externalId', '9007199254740993')
  })

  it('has no time where the timestamp is nonsense', () => {
    for (const timestamp of ['TIMESTAMP', '', '-5', 0, null, [], {}, '99999999999999999', true])
      expect(messageEvent({ ...text('hi'), timestamp })).toHaveProperty('at', null)
  })

  it('leaves U+0000 and lone surrogates in a text to the domain', () => {
    expect(messageEvent(text('a\u0000b\ud800'))).toHaveProperty('content.text', 'a\u0000b\ud800')
  })

  it.each<[string, { [key: string]: Json }]>([
    ['an array for an object', { type: 'text', text: [] }],
    ['an object for a text', { type: 'text', text: { body: {} } }],
    ['the content missing', { type: 'image' }],
    ['an object for a list', { type: 'contacts', contacts: {} }],
    ['no type', { text: { body: 'hi' } }],
    ['a type named like a method', { type: 'constructor', constructor: {} }],
    ['a place that is none', { type: 'location', location: { latitude: 'north', longitude: 1 } }],
    ['no id', { ...text('hi'), id: null }],
    ['no sender', { ...text('hi'), from: null }],
    ['an edit without content', { type: 'edit', edit: { original_message_id: 'wamid.b' } }],
    ['a reaction to nothing', { type: 'reaction', reaction: { emoji: '🙏' } }],
  ])('is unknown with %s', (_, message) => {
    expect(messageEvent(message)).toMatchObject({ kind: 'unknown', reason: expect.stringMatching(/\w{3}/) })
  })

  it('never pollutes a prototype', () => {
    expect(
      messageEvent(JSON.parse('{"type":"text","text":{"body":"x"},"__proto__":{"polluted":1}}')),
    ).toMatchObject({
      kind: 'message',
    })
    expect({}).not.toHaveProperty('polluted')
  })
})

describe('the name of a sender', () => {
  const named = (name: string, ids: { [key: string]: Json }) => ({ profile: { name }, ...ids })
  const nameOf = (message: { [key: string]: Json }, contacts: Json[]) =>
    (messageEvent({ ...text('hi'), ...message }, contacts) as { customer?: { name?: string } }).customer?.name

  it('is of the contact with the same id', () => {
    const two = [named('A', { wa_id: '1' }), named('B', { user_id: 'TH.2' })]
    expect(nameOf({ from: '1' }, two)).toBe('A')
    expect(nameOf({ from: null, from_user_id: 'TH.2' }, two)).toBe('B')
    expect(nameOf({ from: '3' }, two)).toBeUndefined()
  })

  it('is of the only contact, unless that is somebody else', () => {
    expect(nameOf({ from: null }, [named('A', { wa_id: '1' })])).toBe('A')
    expect(nameOf({ from: '2' }, [named('A', { wa_id: '1' })])).toBeUndefined()
    expect(
      nameOf({ from: '1', from_user_id: 'TH.1' }, [named('A', { wa_id: '1', user_id: 'TH.2' })]),
    ).toBeUndefined()
  })
})
