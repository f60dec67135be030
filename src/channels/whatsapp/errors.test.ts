import { describe, expect, it } from 'vitest'
import type { Json } from '../inbound.ts'
import type { ErrorClass } from '../outbound.ts'
import { readError } from './errors.ts'

const answer = (status: number, body: Json, headers: Record<string, string> = {}) => ({
  status,
  headers,
  body,
})
const failed = (code: number, more: { [key: string]: Json } = {}, status = 400) =>
  answer(status, { error: { message: `(#${code}) no`, type: 'OAuthException', code, ...more } })

describe('the code', () => {
  it.each<[ErrorClass, number[]]>([
    ['AUTH_EXPIRED', [0, 102, 190]],
    ['PERMISSION', [3, 10, 33, 200, 299, 368, 131005, 131031, 131037, 131042, 131045, 133010]],
    ['WINDOW_CLOSED', [131047]],
    ['RECIPIENT_UNAVAILABLE', [131020, 131021, 131026, 131030, 131041, 131049, 131050, 130472, 130497]],
    [
      'INVALID_REQUEST',
      [100, 131008, 131009, 131051, 131053, 131062, 131063, 132000, 132001, 132016, 132068],
    ],
    ['RATE_LIMITED', [4, 80007, 130429, 131048, 131056, 131064, 133016]],
    ['TRANSIENT', [1, 2, 131000, 131016, 131057, 135000]],
  ])('%s: %j', (name, codes) => {
    for (const code of codes)
      expect(readError(failed(code))).toMatchObject({ class: name, code: String(code) })
  })

  it('counts with its subcode: the account is not there for this token', () => {
    expect(readError(failed(100, { error_subcode: 33 }))).toMatchObject({
      class: 'PERMISSION',
      code: '100/33',
    })
    expect(readError(failed(100, { error_subcode: 2494010 }))).toMatchObject({
      class: 'INVALID_REQUEST',
      code: '100/2494010',
    })
  })

  it('counts more than the words and the status', () => {
    const error = { message: 'Rate limit hit', is_transient: true }
    expect(readError(failed(131047, error, 500))).toHaveProperty('class', 'WINDOW_CLOSED')
  })

  it('that nobody knows is judged by the status', () => {
    expect(readError(failed(199999))).toHaveProperty('class', 'INVALID_REQUEST')
    expect(readError(failed(199999, { is_transient: true }))).toHaveProperty('class', 'TRANSIENT')
    expect(readError(failed(199999, {}, 401))).toHaveProperty('class', 'AUTH_EXPIRED')
    expect(readError(failed(199999, {}, 429))).toHaveProperty('class', 'RATE_LIMITED')
    expect(readError(failed(199999, {}, 503))).toHaveProperty('class', 'TRANSIENT')
  })
})

it('says what Meta says, with its details', () => {
  const error_data = { messaging_product: 'whatsapp', details: 'More than 24 hours have passed.' }
  expect(readError(failed(131047, { error_data }))).toEqual({
    class: 'WINDOW_CLOSED',
    code: '131047',
    message: '(#131047) no: More than 24 hours have passed.',
  })
  expect(readError(failed(2, { message: '' }))).toHaveProperty('message', 'error 2')
})

describe('what may have been sent', () => {
  it('is nothing where WhatsApp says that it failed', () => {
    expect(readError(failed(131000, {}, 500))).not.toHaveProperty('mayBeAccepted')
    expect(readError(failed(1))).not.toHaveProperty('mayBeAccepted')
  })

  it('is a message of which Meta says that it was', () => {
    expect(readError(failed(1, { error_subcode: 1357046 }, 500))).toMatchObject({
      class: 'TRANSIENT',
      mayBeAccepted: true,
    })
  })

  it.each([
    ['<html>502</html>', 502],
    [null, 500],
    [{ error: 'no' }, 503],
    [{ error: { code: 'x' } }, 500],
    ['moved', 302],
  ])('is anything where something else answers: %j', (body, status) => {
    expect(readError(answer(status, body))).toMatchObject({
      class: 'TRANSIENT',
      code: String(status),
      mayBeAccepted: true,
    })
  })

  it.each([403, 404, 413])('is nothing where something else turned it away: %i', (status) => {
    expect(readError(answer(status, null))).toEqual({
      class: 'INVALID_REQUEST',
      code: String(status),
      message: `status ${status} without an error or a message id`,
    })
  })
})

describe('a rate', () => {
  it('of one person concerns nobody else, and has no time', () => {
    expect(readError(failed(131056))).toEqual({
      class: 'RATE_LIMITED',
      code: '131056',
      message: '(#131056) no',
      scope: 'RECIPIENT',
    })
  })

  it('of the account may say how long to wait', () => {
    const { body } = failed(80007)
    const limited = (headers: Record<string, string>) => readError(answer(429, body, headers))
    const budget = { call_count: 100, estimated_time_to_regain_access: 7 }
    const usage = { 'x-business-use-case-usage': JSON.stringify({ '2040': [budget] }) }
    expect(limited({})).toEqual({ ...readError(failed(80007)), scope: 'ACCOUNT' })
    expect(limited({})).not.toHaveProperty('retryAfterMs')
    expect(limited({ 'retry-after': '12' })).toHaveProperty('retryAfterMs', 12_000)
    expect(limited(usage)).toHaveProperty('retryAfterMs', 420_000)
    const date = 'Sat, 21 Nov 2026 10:00:00 GMT'
    expect(limited({ 'retry-after': 'Sat, 21 Nov 2026 10:00:30 GMT', date })).toHaveProperty(
      'retryAfterMs',
      30_000,
    )
    expect(limited({ 'retry-after': 'soon', date })).not.toHaveProperty('retryAfterMs')
  })

  it('may be told by the status alone', () => {
    expect(readError(answer(429, null, { 'retry-after': '3' }))).toMatchObject({
      class: 'RATE_LIMITED',
      scope: 'ACCOUNT',
      retryAfterMs: 3000,
    })
  })
})
