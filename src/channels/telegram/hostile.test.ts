import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { InboundEvent, Json } from '../inbound.ts'
import { parseJson } from '../shared/json.ts'
import { telegram } from './index.ts'

const FIXTURES = new URL('./fixtures/', import.meta.url)
const context = { accountId: '7100000001' }

function eventsOf(body: Json): InboundEvent[] {
  return telegram.webhook.items(body).map((item) => telegram.normalize(item.payload, context))
}

function fixture(name: string): InboundEvent {
  const [event] = eventsOf(parseJson(readFileSync(new URL(`${name}.json`, FIXTURES), 'utf8')))
  if (!event) throw new Error(`${name} gave no event`)
  return event
}

describe('what is not known or broken', () => {
  const chat = { id: 5812340077, type: 'private' }
  const message = { message_id: 7, chat, date: 1790841600, text: 'x' }
  const one = (changes: { [key: string]: Json }) =>
    eventsOf({ update_id: 1, message: { ...message, ...changes } })[0]

  it('is unknown with a reason that names fields and repeats no content', () => {
    expect(fixture('unknown-update')).toMatchObject({
      kind: 'unknown',
      reason: 'update type not known; its fields: business_hologram',
    })
    expect(fixture('unknown-message-type')).toMatchObject({
      kind: 'unknown',
      reason: 'message type not known; its fields: hologram',
    })
    const [hostile] = eventsOf({ update_id: 1, 'a\u0000b': 1 })
    expect(hostile).toMatchObject({ reason: 'update type not known; its fields: ?' })
  })

  it.each([
    ['a message that is a list', { message: [] }],
    ['a chat that is a list', { message: { ...message, chat: [] } }],
    ['a chat of a new type', { message: { ...message, chat: { id: 1, type: 'planet' } } }],
    ['a message id that is no id', { message: { ...message, message_id: { a: 1 } } }],
    ['a text that is a list', { message: { ...message, text: ['x'] } }],
    ['a photo that is a word', { message: { ...message, text: null, photo: 'x' } }],
    ['a deletion without ids', { deleted_business_messages: { business_connection_id: 'c', chat } }],
  ])('%s is unknown', (_, update) => {
    expect(eventsOf({ update_id: 1, ...update } as Json)).toMatchObject([{ kind: 'unknown' }])
  })

  it('does not spoil a message when it is beside the point', () => {
    const noise = {
      entities: {},
      from: [],
      reply_to_message: 'x',
      quote: 5,
      forward_origin: [],
      media_group_id: {},
    }
    expect(one(noise)).toMatchObject({
      kind: 'message',
      customer: { externalId: '5812340077' },
      content: { type: 'TEXT', text: 'x', attachments: [] },
    })
  })

  it('leaves texts as they were received', () => {
    expect(one({ text: 'a\u0000b' })).toMatchObject({ content: { text: 'a\u0000b' } })
  })

  it.each([-5, 0, 'soon', null, [1], 1e300])('takes %j for no time', (date) => {
    expect(one({ date })).toMatchObject({ kind: 'message', at: null })
  })

  it('keeps all digits of ids beyond 2^53', () => {
    const update = `{"update_id":1,"message":{"message_id":9007199254740993,"date":1790841600,"text":"x",
      "chat":{"id":9007199254740995,"type":"private"},"from":{"id":9007199254740995,"is_bot":false}}}`
    expect(eventsOf(parseJson(update))).toMatchObject([
      { externalId: '9007199254740995:9007199254740993', customer: { externalId: '9007199254740995' } },
    ])
  })

  it('finds nothing in keys that objects are born with', () => {
    for (const key of ['__proto__', 'constructor', 'toString'])
      expect(eventsOf(parseJson(`{"update_id":1,"${key}":{"text":"x"}}`))).toMatchObject([
        { kind: 'unknown' },
      ])
    const inherited =
      '{"update_id":1,"message":{"message_id":1,"chat":{"id":1,"type":"private"},"__proto__":{"text":"x"}}}'
    expect(eventsOf(parseJson(inherited))).toMatchObject([{ kind: 'unknown' }])
  })

  it('survives entities that point nowhere and blocks without end', () => {
    const entities = [
      { type: 'hashtag', offset: 50, length: 3 },
      { type: 'mention', offset: -1, length: 1 },
      'x',
    ]
    expect(one({ entities })).toMatchObject({ content: { type: 'TEXT', text: 'x', attachments: [] } })
    expect(one({ entities })).not.toHaveProperty('content.hashtags')
    const depth = 5_000
    const rich = `${'{"blocks":['.repeat(depth)}${']}'.repeat(depth)}`
    expect(one({ text: null, rich_message: JSON.parse(rich) as Json })).toMatchObject({ kind: 'message' })
  })
})
