import { describe, expect, it } from 'vitest'
import type { Json } from '../inbound.ts'
import type { NativeRequest } from '../outbound.ts'
import { line } from './index.ts'

const { outbound } = line

const push: NativeRequest = {
  method: 'POST',
  host: 'api',
  path: '/v2/bot/message/push',
  headers: { 'X-Line-Retry-Key': '0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001' },
}
const reply: NativeRequest = { method: 'POST', host: 'api', path: '/v2/bot/message/reply' }

function read(status: number, body: Json, request = push) {
  return outbound.read({ status, headers: {}, body }, request)
}

const SENT = { sentMessages: [{ id: '461230966842064897', quoteToken: 'q' }, { id: '461230966842064898' }] }

describe('an answer', () => {
  it('names all messages of the request in their order', () => {
    expect(read(200, SENT)).toEqual({ ok: true, externalIds: ['461230966842064897', '461230966842064898'] })
    expect(read(200, SENT, reply)).toHaveProperty('ok', true)
  })

  it('without an id leaves open what became of the message', () => {
    expect(read(200, {})).toMatchObject({ ok: false, error: { class: 'TRANSIENT', mayBeAccepted: true } })
    expect(read(200, null)).toMatchObject({ ok: false, error: { class: 'TRANSIENT', mayBeAccepted: true } })
  })

  it('that the key was used before is a success, with or without the ids', () => {
    const message = 'The retry key is already accepted'
    expect(read(409, { message, sentMessages: [{ id: '4612' }] })).toEqual({
      ok: true,
      externalIds: ['4612'],
    })
    expect(read(409, { message })).toEqual({ ok: true, externalIds: [] })
    expect(read(409, { message }, reply)).toHaveProperty('ok', false)
  })

  it('to anything but a message has no ids', () => {
    const loading: NativeRequest = { method: 'POST', host: 'api', path: '/v2/bot/chat/loading/start' }
    expect(read(202, {}, loading)).toEqual({ ok: true, externalIds: [] })
  })
})

describe('an error', () => {
  it.each([
    [400, 'Invalid reply token', 'REPLY_TOKEN_SPENT'],
    [400, 'Failed to send messages', 'RECIPIENT_UNAVAILABLE'],
    [400, "The property, 'to', in the request body is invalid (line: -, column: -)", 'RECIPIENT_UNAVAILABLE'],
    [400, 'The request body has 1 error(s)', 'INVALID_REQUEST'],
    [401, 'Authentication failed due to the following reason: invalid token', 'AUTH_EXPIRED'],
    [403, 'Access to this API is not available for your account', 'PERMISSION'],
    [404, 'Not found', 'INVALID_REQUEST'],
    [413, 'Payload too large', 'INVALID_REQUEST'],
  ])('%i "%s" is %s, and the message is not sent', (status, message, expected) => {
    expect(read(status, { message })).toEqual({
      ok: false,
      error: { class: expected, code: String(status), message },
    })
  })

  it('429 has three meanings', () => {
    expect(read(429, { message: 'You have reached your monthly limit.' })).toMatchObject({
      error: { class: 'QUOTA_EXHAUSTED' },
    })
    expect(read(429, { message: 'The API rate limit has been exceeded. Try again later.' })).toEqual({
      ok: false,
      error: {
        class: 'RATE_LIMITED',
        scope: 'ACCOUNT',
        code: '429',
        message: 'The API rate limit has been exceeded. Try again later.',
      },
    })
    expect(read(429, { message: 'Too many messages to this user' })).toMatchObject({
      error: { class: 'RATE_LIMITED', scope: 'RECIPIENT' },
    })
  })

  it.each([
    [500, { message: 'Internal server error' }],
    [502, null],
    [302, null],
  ])('%i may have sent the message', (status, body) => {
    expect(read(status, body)).toMatchObject({
      error: { class: 'TRANSIENT', code: String(status), mayBeAccepted: true },
    })
  })

  it('says where the faults are', () => {
    const details = [{ message: 'May not be empty', property: 'messages[0].text' }, { message: 'x' }, null]
    expect(read(400, { message: 'The request body has 2 error(s)', details })).toHaveProperty(
      'error.message',
      'The request body has 2 error(s); messages[0].text: May not be empty; x',
    )
  })
})
