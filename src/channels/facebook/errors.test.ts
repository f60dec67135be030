import { describe, expect, it } from 'vitest'
import type { Json } from '../inbound.ts'
import type { ErrorClass, NativeRequest, NativeResponse } from '../outbound.ts'
import { outbound } from './outbound.ts'

const request: NativeRequest = {
  method: 'POST',
  host: 'api',
  path: '/v26.0/1/messages',
  body: { recipient: { id: '710' }, message: { text: 'Hi' } },
}

function answer(body: Json, status = 400, headers: Record<string, string> = {}): NativeResponse {
  return { status, headers, body }
}

function failure(response: NativeResponse) {
  const result = outbound.read(response, request)
  if (result.ok) throw new Error('it was a success')
  return result.error
}

function graph(code: number, error_subcode?: number, more: { [key: string]: Json } = {}): NativeResponse {
  const error = { message: 'Words', type: 'OAuthException', code, ...more }
  return answer({ error: error_subcode === undefined ? error : { ...error, error_subcode } })
}

describe('an error', () => {
  it.each<[number, number | undefined, ErrorClass]>([
    [190, undefined, 'AUTH_EXPIRED'],
    [190, 463, 'AUTH_EXPIRED'],
    [102, undefined, 'AUTH_EXPIRED'],
    [10, undefined, 'PERMISSION'],
    [10, 1893063, 'PERMISSION'],
    [3, undefined, 'PERMISSION'],
    [200, undefined, 'PERMISSION'],
    [200, 2018028, 'PERMISSION'],
    [299, undefined, 'PERMISSION'],
    [368, undefined, 'PERMISSION'],
    [10, 2018278, 'WINDOW_CLOSED'],
    [10, 2018065, 'WINDOW_CLOSED'],
    [551, undefined, 'RECIPIENT_UNAVAILABLE'],
    [551, 1545041, 'RECIPIENT_UNAVAILABLE'],
    [200, 1545041, 'RECIPIENT_UNAVAILABLE'],
    [230, undefined, 'RECIPIENT_UNAVAILABLE'],
    [100, 2018001, 'RECIPIENT_UNAVAILABLE'],
    [10, 2018108, 'RECIPIENT_UNAVAILABLE'],
    [10900, 9000001, 'RECIPIENT_UNAVAILABLE'],
    [100, undefined, 'INVALID_REQUEST'],
    [100, 2018109, 'INVALID_REQUEST'],
    [10, 2018300, 'INVALID_REQUEST'],
    [10900, undefined, 'INVALID_REQUEST'],
    [10903, undefined, 'INVALID_REQUEST'],
    [77777, undefined, 'INVALID_REQUEST'],
    [4, undefined, 'RATE_LIMITED'],
    [17, undefined, 'RATE_LIMITED'],
    [32, undefined, 'RATE_LIMITED'],
    [613, undefined, 'RATE_LIMITED'],
    [80006, undefined, 'RATE_LIMITED'],
    [1, undefined, 'TRANSIENT'],
    [1, 99, 'TRANSIENT'],
    [2, undefined, 'TRANSIENT'],
  ])('%s/%s is %s', (code, subcode, expected) => {
    const error = failure(graph(code, subcode))
    expect(error).toMatchObject({
      class: expected,
      code: subcode === undefined ? String(code) : `${code}/${subcode}`,
      message: 'Words',
    })
    expect(error).not.toHaveProperty('mayBeAccepted')
  })

  it('with a message that was sent all the same is not simply repeated', () => {
    expect(failure(graph(1, 1357046))).toMatchObject({ class: 'TRANSIENT', mayBeAccepted: true })
  })

  it('that nobody knows passes where Graph says so, or has trouble itself', () => {
    expect(failure(graph(77777, undefined, { is_transient: true })).class).toBe('TRANSIENT')
    expect(failure({ ...graph(77777), status: 503 })).toEqual({
      class: 'TRANSIENT',
      code: '77777',
      message: 'Words',
    })
  })

  it('that nobody knows is a limit where the status is that of one', () => {
    expect(failure({ ...graph(77777), status: 429 })).toMatchObject({
      class: 'RATE_LIMITED',
      scope: 'ACCOUNT',
    })
  })

  it('of a known code is what it is, even if Graph calls it transient', () => {
    expect(failure(graph(4, undefined, { is_transient: true })).class).toBe('RATE_LIMITED')
    expect(failure(graph(190, undefined, { is_transient: true })).class).toBe('AUTH_EXPIRED')
  })

  it('in an answer that calls itself a success is an error', () => {
    expect(failure({ ...graph(2), status: 200 })).toMatchObject({ class: 'TRANSIENT', code: '2' })
  })
})

describe('a limit that is reached', () => {
  const limited = (headers: Record<string, string>) => failure({ ...graph(613), headers })

  it('says how long to wait in seconds, by a date or by the budget', () => {
    expect(limited({ 'retry-after': '120' })).toMatchObject({ retryAfterMs: 120_000, scope: 'ACCOUNT' })
    const date = 'Fri, 20 Nov 2026 10:00:00 GMT'
    expect(limited({ 'retry-after': 'Fri, 20 Nov 2026 10:00:30 GMT', date })).toMatchObject({
      retryAfterMs: 30_000,
    })
    const usage = '{"1":[{"type":"messenger","call_count":100,"estimated_time_to_regain_access":5}]}'
    expect(limited({ 'x-business-use-case-usage': usage })).toMatchObject({ retryAfterMs: 300_000 })
  })

  it('need not say', () => {
    expect(limited({})).not.toHaveProperty('retryAfterMs')
    expect(limited({ 'retry-after': 'soon' })).not.toHaveProperty('retryAfterMs')
    expect(failure(answer(null, 429))).toEqual({
      class: 'RATE_LIMITED',
      code: '429',
      message: 'HTTP 429 without an answer of Graph',
      scope: 'ACCOUNT',
    })
  })

  it('may be of one person alone', () => {
    expect(failure(graph(613, 2018338))).toMatchObject({ class: 'RATE_LIMITED', scope: 'RECIPIENT' })
  })
})

describe('an answer that is not Graph’s', () => {
  it.each([500, 502, 504, 302])('with %i leaves open whether the message was taken', (status) => {
    expect(failure(answer(null, status))).toMatchObject({ class: 'TRANSIENT', mayBeAccepted: true })
  })

  it('to a request that was turned away is final', () => {
    expect(failure(answer('<html>', 413))).toEqual({
      class: 'INVALID_REQUEST',
      code: '413',
      message: 'HTTP 413 without an answer of Graph',
    })
  })
})

describe('a success', () => {
  it('names the message or the comment', () => {
    expect(outbound.read(answer({ recipient_id: '710', message_id: 'm_1' }, 200), request)).toEqual({
      ok: true,
      externalIds: ['m_1'],
    })
    const comment = { ...request, path: '/v26.0/5_6/comments', body: { message: 'x' } }
    expect(outbound.read(answer({ id: '5_7' }, 200), comment)).toEqual({ ok: true, externalIds: ['5_7'] })
  })

  it.each([{ recipient_id: '710' }, {}, null, { message_id: '' }])(
    'without an id (%j) is not known to be one',
    (body) => {
      expect(failure(answer(body, 200))).toMatchObject({ class: 'TRANSIENT', mayBeAccepted: true })
    },
  )

  it('of an action has no id', () => {
    const action = { ...request, body: { recipient: { id: '710' }, sender_action: 'typing_on' } }
    expect(outbound.read(answer({ recipient_id: '710' }, 200), action)).toEqual({ ok: true, externalIds: [] })
    const removal: NativeRequest = { method: 'DELETE', host: 'api', path: '/v26.0/5_6' }
    expect(outbound.read(answer({ success: true }, 200), removal)).toEqual({ ok: true, externalIds: [] })
    expect(outbound.read(answer({ success: false }, 200), removal)).toMatchObject({
      ok: false,
      error: { class: 'INVALID_REQUEST' },
    })
  })
})
