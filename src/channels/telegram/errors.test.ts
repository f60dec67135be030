import { describe, expect, it } from 'vitest'
import type { Json } from '../inbound.ts'
import type { NativeRequest } from '../outbound.ts'
import { telegram } from './index.ts'

const { outbound } = telegram

const request = (path: string, body: Json = { chat_id: 5812340077 }): NativeRequest => ({
  method: 'POST',
  host: 'api',
  path,
  body,
})

function read(status: number, body: Json, of = request('/sendMessage')) {
  return outbound.read({ status, headers: {}, body }, of)
}

const refused = (error_code: number, description: string, parameters?: Json) =>
  ({ ok: false, error_code, description, ...(parameters !== undefined && { parameters }) }) as Json

const message = (more: object = {}) => ({
  message_id: 322,
  date: 1790000000,
  chat: { id: 5812340077, type: 'private', first_name: 'นก' },
  text: 'Hi',
  ...more,
})

describe('an answer', () => {
  it('names the message as its updates will', () => {
    expect(read(200, { ok: true, result: message() })).toEqual({ ok: true, externalIds: ['5812340077:322'] })
  })

  it('in a chat of a business account has the connection in the id, whether or not it is repeated', () => {
    const send = request('/sendMessage', { chat_id: 5812340077, business_connection_id: 'bc1' })
    const externalIds = ['bc1:5812340077:322']
    expect(read(200, { ok: true, result: message() }, send)).toEqual({ ok: true, externalIds })
    const result = message({ business_connection_id: 'bc1' })
    expect(read(200, { ok: true, result }, send)).toEqual({ ok: true, externalIds })
  })

  it('names all messages of an album', () => {
    const result = [message(), message({ message_id: 323 })]
    expect(read(200, { ok: true, result }, request('/sendMediaGroup'))).toEqual({
      ok: true,
      externalIds: ['5812340077:322', '5812340077:323'],
    })
  })

  it.each([{ ok: true, result: true }, { ok: true }, {}, null])(
    '%j to a message leaves open what became of it',
    (body) => {
      expect(read(200, body)).toMatchObject({ ok: false, error: { class: 'TRANSIENT', mayBeAccepted: true } })
    },
  )

  it('to anything but a message is that it was done', () => {
    for (const path of ['/sendChatAction', '/deleteMessage', '/bot1:a/setMessageReaction'])
      expect(read(200, { ok: true, result: true }, request(path))).toEqual({ ok: true, externalIds: [] })
  })

  it('that an edit changed nothing is a success', () => {
    const body = refused(400, 'Bad Request: message is not modified: specified new message content…')
    expect(read(400, body, request('/editMessageText'))).toEqual({ ok: true, externalIds: [] })
    expect(read(400, body)).toHaveProperty('error.class', 'INVALID_REQUEST')
  })
})

describe('an error', () => {
  it.each([
    [401, 'Unauthorized', 'AUTH_EXPIRED'],
    [404, 'Not Found', 'AUTH_EXPIRED'],
    [404, 'Not Found: method not found', 'INVALID_REQUEST'],
    [403, 'Forbidden: bot was blocked by the user', 'RECIPIENT_UNAVAILABLE'],
    [403, 'Forbidden: user is deactivated', 'RECIPIENT_UNAVAILABLE'],
    [403, 'Forbidden: bot was kicked from the supergroup chat', 'RECIPIENT_UNAVAILABLE'],
    [403, "Forbidden: bot can't initiate conversation with a user", 'RECIPIENT_UNAVAILABLE'],
    [400, 'Bad Request: chat not found', 'RECIPIENT_UNAVAILABLE'],
    [400, 'Bad Request: have no rights to send a message', 'RECIPIENT_UNAVAILABLE'],
    [400, 'Bad Request: group chat was upgraded to a supergroup chat', 'RECIPIENT_UNAVAILABLE'],
    [400, 'Bad Request: BUSINESS_CONNECTION_INVALID', 'RECIPIENT_UNAVAILABLE'],
    [400, "Bad Request: can't parse entities", 'INVALID_REQUEST'],
    [400, 'Bad Request: message to edit not found', 'INVALID_REQUEST'],
    [400, 'Bad Request: not enough rights to send photos to the chat', 'INVALID_REQUEST'],
    [413, 'Request Entity Too Large', 'INVALID_REQUEST'],
    [500, 'Internal Server Error', 'TRANSIENT'],
    [502, 'Bad Gateway', 'TRANSIENT'],
  ])('%i "%s" is %s, and known not to be sent', (code, description, expected) => {
    expect(read(code, refused(code, description))).toEqual({
      ok: false,
      error: { class: expected, code: String(code), message: description },
    })
  })

  it('429 says how long to wait', () => {
    const body = refused(429, 'Too Many Requests: retry after 7', { retry_after: 7 })
    expect(read(429, body)).toEqual({
      ok: false,
      error: {
        class: 'RATE_LIMITED',
        scope: 'RECIPIENT',
        code: '429',
        message: 'Too Many Requests: retry after 7',
        retryAfterMs: 7000,
      },
    })
    expect(read(429, refused(429, 'Too Many Requests'))).not.toHaveProperty('error.retryAfterMs')
    expect(read(429, null)).toHaveProperty('error.class', 'RATE_LIMITED')
  })

  it('that is not Telegram’s own word leaves open what became of the message', () => {
    for (const status of [502, 504, 302])
      expect(read(status, null)).toMatchObject({ error: { class: 'TRANSIENT', mayBeAccepted: true } })
    expect(read(403, null)).toHaveProperty('error.class', 'INVALID_REQUEST')
  })
})
