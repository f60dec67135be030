import { describe, expect, it } from 'vitest'
import type { WebhookItem } from '../channel.ts'
import type { Json } from '../inbound.ts'
import { type EntryParts, itemsOfPost } from './meta-entries.ts'
import { keyOf } from './meta-keys.ts'

/** Shows what it was given. */
const shown =
  (kind: string) =>
  (part: object): WebhookItem[] => [{ account: null, dedupeKey: kind, payload: { ...part } }]
const parts: EntryParts = { object: 'page', change: shown('change'), messaging: shown('event') }
const payloads = (...entry: Json[]) =>
  itemsOfPost({ object: 'page', entry }, parts).map((item) => item.payload)
const unreadable = (content: Json) => ({ unreadable: expect.stringMatching(/\w{3}/), content })

describe('an entry', () => {
  it('may have changes, messages, messages on standby and a field of its own: none is lost', () => {
    const all = {
      standby: [{ b: 1 }],
      messaging: [{ a: 1 }, { a: 2 }],
      changes: [{ field: 'x', value: 1 }],
      field: 'y',
      value: 2,
    }
    expect(payloads({ id: '7', time: 9, ...all }, { id: '8', messaging: [{ c: 1 }] })).toEqual([
      { entry: '7', time: 9, field: 'x', value: 1 },
      { entry: '7', time: 9, messaging: { a: 1 } },
      { entry: '7', time: 9, messaging: { a: 2 } },
      { entry: '7', time: 9, standby: true, messaging: { b: 1 } },
      { entry: '7', time: 9, field: 'y', value: 2 },
      { entry: '8', messaging: { c: 1 } },
    ])
  })

  it('with an empty list has nothing in it', () => {
    expect(payloads({ id: '7', messaging: [] }, { id: '7', changes: [] })).toEqual([])
  })

  it('keeps what cannot be read, apart from what can', () => {
    expect(
      payloads(5, { id: '7', messaging: [null, { a: 1 }], changes: [{ value: 1 }] }, { id: '8' }),
    ).toEqual([
      unreadable(5),
      unreadable({ id: '7', changes: [{ value: 1 }] }),
      unreadable({ id: '7', messaging: [null] }),
      { entry: '7', messaging: { a: 1 } },
      unreadable({ id: '8' }),
    ])
    expect(payloads({ id: '7', changed_fields: ['feed'] })).toEqual([
      unreadable({ id: '7', changed_fields: ['feed'] }),
    ])
  })

  it('of a network without conversations has none', () => {
    const { object, change } = parts
    const items = itemsOfPost({ object, entry: [{ messaging: [{ a: 1 }] }] }, { object, change })
    expect(items.map((item) => item.payload)).toEqual([unreadable({ messaging: [{ a: 1 }] })])
  })
})

describe('the parts of a key', () => {
  it('are printable and cannot pass for others', () => {
    expect(keyOf('read', '12', 34)).toBe('read:12:34')
    for (const part of ['', ' ', 'a:b', 'é', '\u0000', null, true, {}, [], undefined, 'x'.repeat(700)])
      expect(keyOf('read', part)).toBeNull()
  })
})
