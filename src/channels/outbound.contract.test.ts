/** What holds for every network that can send: a new one gets this suite by its line in `index.ts`. */
import { describe, expect, it } from 'vitest'
import type { Channel } from './channel.ts'
import type { Json } from './inbound.ts'
import type {
  ChannelError,
  ErrorClass,
  NativeRequest,
  NativeResponse,
  OutboundContent,
  Rendering,
} from './outbound.ts'
import {
  CONTENTS,
  deepFrozen,
  LIMITS,
  LONG_TEXT,
  NATIVE,
  NONSENSE,
  REFERENCE,
  stringsIn,
  TOKEN,
  UUID,
} from './shared/fixtures/outbound.ts'
import { sceneOf, sending } from './shared/fixtures/sending.ts'
import { textLength } from './shared/split-text.ts'

const CLASSES = new Set<ErrorClass>(
  'AUTH_EXPIRED PERMISSION WINDOW_CLOSED RECIPIENT_UNAVAILABLE INVALID_REQUEST RATE_LIMITED'
    .concat(' REPLY_TOKEN_SPENT QUOTA_EXHAUSTED TRANSIENT')
    .split(' ') as ErrorClass[],
)

it('runs over all that can send', () => {
  expect(sending.map(({ name }) => name)).toEqual(['Facebook', 'Instagram', 'WhatsApp', 'LINE', 'Telegram'])
})

describe.each(sending)('$name', ({ channel, outbound }) => {
  const { samples, capabilities } = channel
  const { account, person, target } = sceneOf(channel)
  const render = (content: OutboundContent, recipient = person): Rendering =>
    outbound.render(deepFrozen({ recipient, content, reference: REFERENCE }), account)
  const requestsOf = (content: OutboundContent) => {
    const rendering = render(content)
    if (!rendering.ok) throw new Error(rendering.error.message)
    return rendering.requests
  }
  const [request] = requestsOf({ kind: 'text', text: 'สวัสดีค่ะ' }) as [NativeRequest]
  const read = (response: Partial<NativeResponse>) =>
    outbound.read({ status: 200, headers: {}, body: null, ...response }, request)
  const contents: [string, OutboundContent][] = [
    ...CONTENTS,
    ['native', { kind: 'native', payload: NATIVE[channel.type] ?? null }],
  ]

  describe.each(contents)('%s', (_, content) => {
    const rendering = render(content)

    it('is rendered, or refused by name', () => {
      expectRendering(rendering)
    })

    // `render` gives it frozen: writing to it would have thrown.
    it('is rendered the same at every attempt, and left as it was', () => {
      expect(render(structuredClone(content))).toEqual(rendering)
    })

    it('has a reference of its own in each request, the first that of the message', () => {
      const references = (rendering.ok ? rendering.requests : []).map(
        (one) => new Set(stringsIn(one).filter((text) => UUID.test(text))),
      )
      const carried = references.flatMap((one) => [...one])
      if (carried.length === 0) return
      expect(carried[0]).toBe(REFERENCE)
      expect(new Set(carried).size).toBe(references.length)
      for (const one of references) expect(one.size).toBe(1)
    })

    it('is rendered or refused in groups and in public too', () => {
      const thread = samples.customerId(8)
      if (capabilities.groups)
        expectRendering(render(content, { thread: { type: 'GROUP', externalId: thread }, customerId: null }))
      if (capabilities.comments)
        expectRendering(render(content, { thread: { type: 'PUBLIC', externalId: thread }, customerId: null }))
    })

    it('is rendered or refused as the answer to a message', () => {
      const { tokens } = target
      const message = { recipient: person, content, reference: REFERENCE, replyTo: target, humanAgent: true }
      expectRendering(outbound.render(deepFrozen(structuredClone(message)), account))
      expectRendering(outbound.render({ ...message, replyToken: tokens.reply }, account))
    })
  })

  it('says which contents it has', () => {
    const kinds = Map.groupBy(contents, ([, { kind }]) => kind)
    for (const [kind, examples] of kinds) {
      const renderings = examples.map(([, content]) => render(content))
      if (outbound.contents.includes(kind))
        expect(renderings, kind).toContainEqual(expect.objectContaining({ ok: true }))
      else for (const one of renderings) expect(one, kind).toHaveProperty('error.code', 'UNSUPPORTED_CONTENT')
    }
  })

  it('splits a long text so that each part fits and nothing is lost', () => {
    const parts = requestsOf({ kind: 'text', text: LONG_TEXT })
      .flatMap((one) => stringsIn(one.body ?? null))
      .filter((text) => /[ก-๙]/.test(text))
    expect(parts.length).toBeGreaterThan(1)
    for (const part of parts)
      expect(textLength(part, capabilities.textUnit)).toBeLessThanOrEqual(capabilities.maxTextLength)
    expect(parts.join('').replaceAll(/\s/g, '')).toBe(LONG_TEXT.replaceAll(/\s/g, ''))
  })

  it.each(['', '   ', '\n\t'])('refuses a text that is empty: %j', (text) => {
    const replies = [{ label: 'ใช่', payload: 'yes' }]
    const buttons = replies.map(({ label, payload }) => ({
      label,
      action: { type: 'postback' as const, payload },
    }))
    for (const content of [
      { kind: 'text', text },
      { kind: 'quickReplies', text, replies },
      { kind: 'buttons', text, buttons },
    ] as const) {
      const rendering = render(content)
      expectRendering(rendering)
      expect(rendering).toMatchObject({
        ok: false,
        error: { code: 'INVALID_CONTENT', path: `${content.kind}.text` },
      })
    }
  })

  it.each(LIMITS)('never cuts silently: %s', (_, content, words) => {
    const rendering = render(content)
    expectRendering(rendering)
    if (!rendering.ok) {
      expect(rendering.error).toMatchObject({ code: 'INVALID_CONTENT', message: expect.stringMatching(/\d/) })
      expect(rendering.error.path).toMatch(new RegExp(String.raw`^${content.kind}\.\w`))
    } else if (rendering.losses.length === 0) {
      const sent = rendering.requests.flatMap((one) => stringsIn(one.body ?? null)).join('\n')
      for (const word of words) expect(sent).toContain(word)
    }
  })

  it.each(named([null, true, 0, 'text', [], [[]], {}]))('takes as native content no %s', (_, payload) => {
    const rendering = render({ kind: 'native', payload })
    expectRendering(rendering)
    expect(rendering).toHaveProperty('error.code', 'INVALID_CONTENT')
  })

  describe('authorisation', () => {
    const authorised = outbound.authorize(deepFrozen(structuredClone(request)), TOKEN)

    it('is what adds the token, and all that it does', () => {
      expect(JSON.stringify(request)).not.toContain(TOKEN)
      expect(JSON.stringify(authorised)).toContain(TOKEN)
      expect(authorised).toMatchObject({ method: request.method, host: request.host, body: request.body })
      expectRequest(authorised)
    })

    it('is of the call, not of the channel', () => {
      expect(JSON.stringify(outbound.authorize(request, 'another'))).not.toContain(TOKEN)
      expect(requestsOf({ kind: 'text', text: 'สวัสดีค่ะ' })).toEqual([request])
    })
  })

  describe('an answer', () => {
    it.each(named(NONSENSE))('of %s is no success', (_, body) => {
      for (const status of [200, 201, 204, 301, 400, 401, 403, 404, 413, 429, 500, 503]) {
        const result = read({ status, body })
        expect(result.ok).toBe(false)
        if (!result.ok) expectError(result.error)
        const identity = outbound.readIdentity({ status, headers: {}, body })
        expectError(identity as ChannelError)
        expect(outbound.usage?.({ status, headers: { 'x-app-usage': 'x' }, body }) ?? null).toBeNull()
      }
    })

    it.each([200, 500, 502, 503, 504])('that is a page of %i leaves open whether it was taken', (status) => {
      const headers = { 'content-type': 'text/html' }
      expect(read({ status, headers })).toMatchObject({
        ok: false,
        error: { class: 'TRANSIENT', mayBeAccepted: true },
      })
    })

    it('that asks for a pause says how long, where it does', () => {
      const told = read({ status: 429, headers: { 'retry-after': '7' } })
      expect(told).toMatchObject({ error: { class: 'RATE_LIMITED', retryAfterMs: 7000 } })
      expect(read({ status: 429 })).not.toHaveProperty('error.retryAfterMs')
    })
  })

  it('asks whose the token is', () => {
    expectRequest(outbound.identify(account))
  })

  it('asks for the quota, and takes nonsense for none', () => {
    if (!outbound.quota) return
    const requests = outbound.quota.requests(account)
    requests.forEach(expectRequest)
    for (const body of NONSENSE)
      expect(outbound.quota.read(requests.map(() => ({ status: 200, headers: {}, body })))).toBeNull()
  })

  it('acts by requests that are well formed', () => {
    const requests = [
      outbound.typing?.(person, account),
      outbound.markRead?.(person, target, account),
      outbound.remove?.(person, target, account),
      outbound.react?.(person, target, '👍', account),
      outbound.react?.(person, target, null, account),
    ]
    for (const one of requests) if (one) expectRequest(one)
    const edited = outbound.edit?.(person, target, { kind: 'text', text: 'แก้ไขแล้ว' }, account)
    if (edited) expectRendering(edited)
  })

  it('knows how it is to be called', () => {
    for (const origin of Object.values(outbound.hosts)) expect(new URL(origin).origin).toBe(origin)
    for (const origin of Object.values(outbound.hosts)) expect(origin).toMatch(/^https:/)
    expect(outbound.timeoutMs).toBeGreaterThan(0)
    expect(outbound.tries).toBeGreaterThan(0)
    const kinds = contents.flatMap(([, content]) => {
      const rendering = render(content)
      return rendering.ok ? rendering.requests.flatMap((one) => outbound.kindLimits?.(one) ?? []) : []
    })
    for (const rate of [...Object.values(outbound.limits), ...kinds.map((kind) => kind.rate)]) {
      expect(rate.points).toBeGreaterThan(0)
      expect(rate.seconds).toBeGreaterThan(0)
    }
  })

  function expectRendering(rendering: Rendering): void {
    if (!rendering.ok) {
      expect(['UNSUPPORTED_CONTENT', 'INVALID_CONTENT']).toContain(rendering.error.code)
      expect(rendering.error.message).toMatch(namesOf(channel))
      return
    }
    expect(rendering.requests.length).toBeGreaterThan(0)
    rendering.requests.forEach(expectRequest)
    for (const loss of rendering.losses) expect(loss, 'a sentence').toMatch(/^\p{Lu}.*\s.*\.$/su)
    expect(new Set(rendering.losses).size).toBe(rendering.losses.length)
  }

  function expectRequest(one: NativeRequest): void {
    expect(['GET', 'POST', 'PUT', 'DELETE']).toContain(one.method)
    expect(Object.keys(outbound.hosts)).toContain(one.host)
    expect(one.path).toMatch(/^\/[\x21-\x7e]*$/)
    // Equal also in that nothing was undefined, which JSON leaves out.
    expect(JSON.parse(JSON.stringify(one))).toStrictEqual(one)
  }
})

function expectError(error: ChannelError): void {
  expect(CLASSES).toContain(error.class)
  expect(error.code).toMatch(/\S/)
  expect(error.message).toMatch(/\S/)
  if (error.retryAfterMs !== undefined) expect(error.retryAfterMs).toBeGreaterThanOrEqual(0)
}

/** A list in a table would be taken for the arguments. */
function named(values: Json[]): [name: string, value: Json][] {
  return values.map((value) => [JSON.stringify(value), value])
}

/** Facebook's messages are Messenger's, and its comments its own. */
function namesOf({ type, name }: Channel): RegExp {
  return type === 'FACEBOOK' ? /Facebook|Messenger/ : new RegExp(name)
}
