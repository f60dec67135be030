/** What holds for every network: a new one gets this suite by its line in `index.ts`. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { Channel, SampleMessage, WebhookRequest } from './channel.ts'
import type { InboundEvent, InboundKind, Json } from './inbound.ts'
import { channels } from './index.ts'
import { parseJson } from './shared/json.ts'

const KINDS = new Set<InboundKind>(
  'message postback echo comment post system status reaction edit unsend hide unhide follow unfollow optin optout '
    .concat('link unlink referral identity join leave members thread control template account noted unknown')
    .split(' ') as InboundKind[],
)

const SECRET = 'first-secret_0123456789'
const OTHER = 'other-secret_9876543210'

describe.each<Channel>([...channels])('$name', (channel) => {
  const { webhook, samples } = channel
  const sample: SampleMessage = {
    account: samples.account,
    customer: { externalId: samples.customerId(7), name: 'สมชาย 太郎' },
    id: 42,
    text: 'มีไซซ์ M ไหมครับ',
    at: new Date('2026-10-01T09:30:00Z'),
  }
  const fixtures = fixturesOf(channel)
  const posts: [name: string, body: Json][] = [...fixtures, ['samples.text', samples.text(sample)]]

  it('has fixtures of its own', () => {
    expect(fixtures.length).toBeGreaterThan(10)
  })

  describe.each(posts)('%s', (name, body) => {
    it('is verified, split and understood', () => {
      const bytes = Buffer.from(JSON.stringify(body))
      const request: WebhookRequest = { headers: webhook.sign(bytes, SECRET), body: bytes }
      expect(webhook.verify(request, [SECRET])).toEqual({ ok: true, secret: 0 })
      const events = webhook.items(body).map((item) => normalized(channel, item.payload))
      for (const event of events) expectEvent(event)
      const unknown = events.some((event) => event.kind === 'unknown')
      expect(unknown, 'unknown exactly in the fixtures named so').toBe(name.startsWith('unknown'))
    })

    it('splits into items that can be stored, named the same at every delivery', () => {
      const items = webhook.items(body)
      expect(webhook.items(JSON.parse(JSON.stringify(body)))).toEqual(items)
      for (const item of items) {
        expect(item.dedupeKey).toMatch(/^[^\p{Cc}\p{Cs}]{1,700}$/u)
        expect(item.account).not.toBe('')
        expect(JSON.parse(JSON.stringify(item.payload))).toEqual(item.payload)
      }
      const byKey = Map.groupBy(items, (item) => `${item.account} ${item.dedupeKey}`)
      for (const [first, ...repeats] of byKey.values())
        for (const repeat of repeats) expect(isDeepStrictEqual(repeat, first)).toBe(true)
    })

    it('is left as it was, and understood the same a second time', () => {
      const before = JSON.stringify(body)
      const twice = [1, 2].map(() => webhook.items(body).map((item) => normalized(channel, item.payload)))
      expect(twice[0]).toEqual(twice[1])
      expect(JSON.stringify(body)).toBe(before)
    })
  })

  describe('a sample', () => {
    it('becomes the message that it says', () => {
      const [item, ...rest] = webhook.items(samples.text(sample))
      expect(rest).toEqual([])
      expect(normalized(channel, item?.payload ?? null)).toMatchObject({
        kind: 'message',
        externalId: samples.externalId(sample),
        at: sample.at,
        thread: { type: 'PRIVATE' },
        customer: { externalId: sample.customer.externalId },
        content: { type: 'TEXT', text: sample.text },
      })
    })

    it('is another one with another id, and for another account', () => {
      const others = [sample, { ...sample, id: 43 }]
      const items = others.flatMap((other) => webhook.items(samples.text(other)))
      expect(new Set(items.map((item) => item.dedupeKey)).size).toBe(2)
      expect(new Set(others.map((other) => samples.externalId(other))).size).toBe(2)
      expect(samples.customerId(1)).not.toBe(samples.customerId(2))
    })
  })

  describe('verification', () => {
    const body = Buffer.from(JSON.stringify(samples.text(sample)))
    const headers = webhook.sign(body, SECRET)
    const [header = '', signature = ''] = Object.entries(headers)[0] ?? []
    const signsBody = !isDeepStrictEqual(headers, webhook.sign(Buffer.from('{}'), SECRET))
    const verify = (value: string | string[] | undefined, secrets = [SECRET], bytes = body) =>
      webhook.verify({ headers: { [header]: value }, body: bytes }, secrets).ok

    it('accepts what the network signs', () => {
      expect(verify(signature)).toBe(true)
    })

    it('tells which of several secrets it was', () => {
      const request = { headers, body }
      expect(webhook.verify(request, [OTHER, SECRET])).toEqual({ ok: true, secret: 1 })
      expect(webhook.verify(request, ['', SECRET])).toEqual({ ok: true, secret: 1 })
      expect(webhook.verify(request, [SECRET, SECRET])).toEqual({ ok: true, secret: 0 })
    })

    it.each<[string, string | string[] | undefined]>([
      ['missing', undefined],
      ['empty', ''],
      ['one character short', signature.slice(0, -1)],
      ['one character long', `${signature}0`],
      ['made with another secret', webhook.sign(body, OTHER)[header]],
      ['made with no secret', webhook.sign(body, '')[header]],
      ['given twice, as a list', [signature, signature]],
      ['given twice, joined', `${signature}, ${signature}`],
      ['in upper case', signature.toUpperCase()],
      ['in upper-case hex', signature.replace(/[0-9a-f]{64}$/, (hex) => hex.toUpperCase())],
      ['not hex', signature.replace(/..$/, 'zz')],
    ])('refuses a signature that is %s', (what, value) => {
      // Only where there are 64 hex digits is their case another signature.
      if (what === 'in upper-case hex' && value === signature) return
      expect(verify(value)).toBe(false)
    })

    it('refuses everything without a secret', () => {
      expect(verify(signature, [])).toBe(false)
      expect(verify(signature, [''])).toBe(false)
      expect(verify(webhook.sign(body, '')[header], [''])).toBe(false)
      expect(verify('', [''])).toBe(false)
    })

    it('refuses a body of which one byte was changed, where it is the body that is signed', () => {
      for (let index = 0; index < body.length; index += 17) {
        const changed = Buffer.from(body)
        changed[index] = (changed[index] ?? 0) ^ 1
        expect(verify(signature, [SECRET], changed)).toBe(!signsBody)
      }
      expect(verify(signature, [SECRET], Buffer.concat([body, Buffer.from(' ')]))).toBe(!signsBody)
    })
  })

  describe('anything else', () => {
    const nonsense: Json[] = [null, true, 0, 'text', [], [[]], {}, { entry: {} }, { object: [], entry: null }]

    it.each(nonsense.map((body) => [JSON.stringify(body), body]))('splits %s without an error', (_, body) => {
      for (const item of webhook.items(body as Json)) expectEvent(normalized(channel, item.payload))
    })

    it('survives posts with parts removed and replaced', () => {
      const random = randomFrom(20261001)
      let items = 0
      let understood = 0
      for (let round = 0; round < 600; round += 1) {
        const [, body] = pick(posts, random)
        const mutated = mutate(structuredClone(body), random)
        for (const item of webhook.items(mutated)) {
          expect(item.dedupeKey).toMatch(/^[^\p{Cc}\p{Cs}]{1,700}$/u)
          items += 1
          if (returns(channel, item.payload)) understood += 1
        }
      }
      expect(items).toBeGreaterThan(300)
      expect(understood / items).toBeGreaterThanOrEqual(0.95)
    })
  })
})

function fixturesOf(channel: Channel): [string, Json][] {
  const folder = join(import.meta.dirname, channel.type.toLowerCase(), 'fixtures')
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return names.map((name) => [name, parseJson(readFileSync(join(folder, name), 'utf8'))])
}

function normalized(channel: Channel, payload: Json): InboundEvent {
  return channel.normalize(payload, { accountId: channel.samples.account })
}

function expectEvent(event: InboundEvent): void {
  expect(KINDS).toContain(event.kind)
  if (event.at !== null) expect(event.at.getTime()).toBeGreaterThan(0)
}

/** Only a proper error may be thrown at a broken payload. */
function returns(channel: Channel, payload: Json): boolean {
  try {
    expectEvent(normalized(channel, payload))
    return true
  } catch (error) {
    expect(error).toBeInstanceOf(Error)
    expect(error).not.toHaveProperty('matcherResult')
    return false
  }
}

/** mulberry32: the same numbers in every run. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

function pick<T>(list: readonly T[], random: () => number): T {
  return list[Math.floor(random() * list.length)] as T
}

const REPLACEMENTS = [
  String.raw`null 0 -1 1e308 true "" "x" "\u0000" "\ud800" "9007199254740993"`,
  '[] {} [[]] [null] {"__proto__":{"id":"x"}} {"constructor":1,"toString":null}',
].flatMap((row) => row.split(' '))

/** Removes or replaces one to three of all the nodes below the root. */
function mutate(body: Json, random: () => number): Json {
  for (let count = 1 + Math.floor(random() * 3); count > 0; count -= 1) {
    const places = placesIn(body)
    if (places.length === 0) return body
    const [parent, key] = pick(places, random)
    if (random() < 0.4) Reflect.deleteProperty(parent, key)
    else Reflect.set(parent, key, JSON.parse(pick(REPLACEMENTS, random)))
  }
  return JSON.parse(JSON.stringify(body))
}

function placesIn(node: Json): [parent: object, key: string][] {
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([key, child]) => [[node, key], ...placesIn(child)])
}
