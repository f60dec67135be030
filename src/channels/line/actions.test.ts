import { describe, expect, it } from 'vitest'
import type { Recipient } from '../outbound.ts'
import { line } from './index.ts'

const { outbound } = line
const account = { externalId: 'U5d8c1f0e7a3b4926b1e4c07f9a2d6385' }
const USER = 'U7a1e90c4d2b84f5e8f3306b1c9d7e254'
const person: Recipient = { thread: { type: 'PRIVATE', externalId: USER }, customerId: USER }
const group: Recipient = { thread: { type: 'GROUP', externalId: 'C4e9a6b0f' }, customerId: null }
const answered = (body: object | null, status = 200) =>
  ({ status, headers: {}, body: JSON.parse(JSON.stringify(body)) }) as const

describe('typing', () => {
  it('is shown to a person for 20 seconds, and in no group', () => {
    expect(outbound.typing?.(person, account)).toEqual({
      method: 'POST',
      host: 'api',
      path: '/v2/bot/chat/loading/start',
      body: { chatId: USER, loadingSeconds: 20 },
    })
    expect(outbound.typing?.(group, account)).toBeNull()
  })
})

describe('reading', () => {
  it('is told by the token of the message, and not without', () => {
    expect(outbound.markRead?.(person, { externalId: '5', tokens: { read: 'read-1' } }, account)).toEqual({
      method: 'POST',
      host: 'api',
      path: '/v2/bot/chat/markAsRead',
      body: { markAsReadToken: 'read-1' },
    })
    expect(outbound.markRead?.(person, { externalId: '5' }, account)).toBeNull()
  })
})

describe('a request', () => {
  const push = { method: 'POST', host: 'api', path: '/v2/bot/message/push' } as const
  const headers = { 'X-Line-Retry-Key': '0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001' }

  it('gets the token as a header, beside its own', () => {
    expect(outbound.authorize({ ...push, headers }, 'secret')).toEqual({
      ...push,
      headers: { ...headers, Authorization: 'Bearer secret' },
    })
  })

  it('may be repeated if it is a push with its key', () => {
    expect(outbound.repeatable({ ...push, headers })).toBe(true)
    expect(outbound.repeatable(push)).toBe(false)
    expect(outbound.repeatable({ ...push, path: '/v2/bot/message/reply' })).toBe(false)
  })
})

describe('the account', () => {
  it('is the user that webhooks are sent to', () => {
    expect(outbound.identify(account)).toEqual({ method: 'GET', host: 'api', path: '/v2/bot/info' })
    const info = {
      userId: account.externalId,
      basicId: '@216ru',
      displayName: 'ร้านชา',
      pictureUrl: 'https://a.example',
    }
    expect(outbound.readIdentity(answered(info))).toEqual({
      externalId: account.externalId,
      name: 'ร้านชา',
      username: '@216ru',
      avatarUrl: 'https://a.example',
    })
  })

  it('is not known of an error, or of an answer that names none', () => {
    expect(outbound.readIdentity(answered({ message: 'x' }, 401))).toHaveProperty('class', 'AUTH_EXPIRED')
    expect(outbound.readIdentity(answered({}))).toHaveProperty('class', 'TRANSIENT')
  })
})

describe('the quota', () => {
  const quota = outbound.quota

  it('is asked for with how much of it is used', () => {
    expect(quota?.requests(account).map(({ path }) => path)).toEqual([
      '/v2/bot/message/quota',
      '/v2/bot/message/quota/consumption',
    ])
    const unit = 'messages of the month'
    const used = answered({ totalUsage: 500 })
    expect(quota?.read([answered({ type: 'limited', value: 1000 }), used])).toEqual({
      limit: 1000,
      used: 500,
      unit,
    })
    expect(quota?.read([answered({ type: 'none' }), used])).toEqual({ limit: null, used: 500, unit })
  })

  it('is not known without both answers', () => {
    expect(quota?.read([answered({ type: 'none' }), answered({ message: 'x' }, 500)])).toBeNull()
    expect(quota?.read([])).toBeNull()
  })
})
