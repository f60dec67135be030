import { describe, expect, it } from 'vitest'
import type { Json } from '../inbound.ts'
import { markRead } from './actions.ts'
import { ACCOUNT, PHONE, REFERENCE } from './fixtures/outbound.ts'
import { outbound } from './outbound.ts'

const rendered = outbound.render(
  { recipient: PHONE, content: { kind: 'text', text: 'hi' }, reference: REFERENCE },
  ACCOUNT,
)
const request = rendered.ok && rendered.requests[0] ? rendered.requests[0] : outbound.identify(ACCOUNT)
const ok = (body: Json) => ({ status: 200, headers: {}, body })

describe('the answer to a message', () => {
  it('names it, and whom it is for', () => {
    const body = {
      messaging_product: 'whatsapp',
      contacts: [{ input: '+66 89 111 2222', wa_id: '66891112222' }],
      messages: [{ id: 'wamid.x', message_status: 'held_for_quality_assessment' }],
    }
    expect(outbound.read(ok(body), request)).toEqual({
      ok: true,
      externalIds: ['wamid.x'],
      usage: { wa_id: '66891112222', message_status: 'held_for_quality_assessment' },
    })
    expect(outbound.read(ok({ messages: [{ id: 'wamid.x' }] }), request)).toEqual({
      ok: true,
      externalIds: ['wamid.x'],
    })
  })

  it.each([
    null,
    {},
    { success: true },
    { messages: [] },
    { messages: [{ id: '' }] },
    { messages: [{ id: 7 }] },
  ])('that names none leaves open whether it went out: %j', (body) => {
    expect(outbound.read(ok(body), request)).toEqual({
      ok: false,
      error: {
        class: 'TRANSIENT',
        code: '200',
        message: 'status 200 without an error or a message id',
        mayBeAccepted: true,
      },
    })
  })

  it('to a mark as read is no message', () => {
    const read = markRead(PHONE, { externalId: 'wamid.x' }, ACCOUNT) ?? request
    expect(outbound.read(ok({ success: true }), read)).toEqual({ ok: true, externalIds: [] })
    expect(outbound.read(ok({ success: false }), read)).toHaveProperty('ok', false)
  })
})

it('authorises in the header', () => {
  expect(outbound.authorize(request, 'EAAG-secret')).toEqual({
    ...request,
    headers: { authorization: 'Bearer EAAG-secret' },
  })
})

describe('the account', () => {
  it('is a phone number', () => {
    expect(outbound.identify(ACCOUNT)).toEqual({
      method: 'GET',
      host: 'api',
      path: `/v26.0/${ACCOUNT.externalId}?fields=id,verified_name,display_phone_number,quality_rating`,
    })
    const body = { id: '109876543210987', verified_name: 'ร้านชา', display_phone_number: '+66 2 123 4567' }
    expect(outbound.readIdentity(ok(body))).toEqual({ externalId: '109876543210987', name: 'ร้านชา' })
    const { verified_name, ...unnamed } = body
    expect(outbound.readIdentity(ok(unnamed))).toHaveProperty('name', '+66 2 123 4567')
  })

  it('is not known to a token that has expired', () => {
    const error = { message: 'Session has expired', type: 'OAuthException', code: 190, error_subcode: 463 }
    expect(outbound.readIdentity({ status: 401, headers: {}, body: { error } })).toEqual({
      class: 'AUTH_EXPIRED',
      code: '190/463',
      message: 'Session has expired',
    })
  })
})

it('tells how much of the budget of the business account is used', () => {
  const budget = { call_count: 81, total_cputime: 2, total_time: 3, estimated_time_to_regain_access: 2 }
  const headers = { 'x-business-use-case-usage': JSON.stringify({ '204060801030507': [budget] }) }
  expect(outbound.usage?.({ status: 200, headers, body: {} })).toEqual({ percent: 81, regainMs: 120_000 })
})
