import { describe, expect, it } from 'vitest'
import type { InboundEvent, Json } from '../inbound.ts'
import { event, events, eventsOf, post } from './fixtures/read.ts'

const GROUP = { type: 'GROUP', externalId: 'Y2FwaV9ncm91cDpwYXJsZXktdGVzdA==' }

const valueEvent = (field: string, value: Json): InboundEvent | undefined => eventsOf(post(value, field))[0]
const systemEvent = (message: { [key: string]: Json }) =>
  valueEvent('messages', { messages: [{ id: 'wamid.s', type: 'system', ...message }] })

describe('a status', () => {
  it('keeps our reference, the price and the conversation', () => {
    expect(event('status-sent')).toMatchObject({
      kind: 'status',
      status: 'SENT',
      messageExternalId: expect.stringMatching(/^wamid\./),
      clientReference: 'parley:0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001',
      data: { pricing: { billable: false }, conversation: { origin: { type: 'service' } } },
    })
  })

  it('is delivered, read, or played, which is read', () => {
    expect(event('status-delivered')).toHaveProperty('status', 'DELIVERED')
    expect(event('status-read')).toHaveProperty('status', 'READ')
    expect(event('status-played')).toMatchObject({ status: 'READ', data: { played: true } })
  })

  it('that failed says why', () => {
    expect(event('status-failed')).toMatchObject({
      status: 'FAILED',
      error: {
        code: '131047',
        message: 'Re-engagement message: More than 24 hours have passed since the customer last replied.',
      },
    })
    const failed = { statuses: [{ id: 'wamid.f', status: 'failed', errors: {} }] }
    expect(valueEvent('messages', failed)).toEqual({
      kind: 'status',
      at: null,
      messageExternalId: 'wamid.f',
      status: 'FAILED',
    })
  })

  it('in a group is of one participant each', () => {
    expect(events('status-in-group')).toMatchObject([
      { status: 'READ', data: { participant: '66891112222' } },
      { status: 'READ', data: { participant: '819012345678' } },
    ])
  })

  it('of another name is unknown, and of a payment is noted', () => {
    const statuses = [{ id: 'wamid.f', status: 'levitated' }]
    expect(valueEvent('messages', { statuses })).toMatchObject({
      kind: 'unknown',
      reason: 'status "levitated" is not known',
    })
    const payment = { id: 'wamid.p', status: 'captured', type: 'payment' }
    expect(valueEvent('messages', { statuses: [payment] })).toMatchObject({
      kind: 'noted',
      subject: 'payment',
    })
  })
})

describe('a person under another id', () => {
  it('changed the phone number', () => {
    expect(event('system-changed-number')).toMatchObject({
      kind: 'identity',
      previous: '66891112222',
      current: { externalId: '66893334444', phone: '+66893334444', aliases: ['TH.70010020030040050060'] },
    })
  })

  it('got a new user id', () => {
    expect(event('system-changed-user-id')).toMatchObject({
      kind: 'identity',
      previous: 'TH.51515151515151515151',
      current: { externalId: 'TH.62626262626262626262' },
    })
    expect(event('user-id-update')).toMatchObject({
      kind: 'identity',
      previous: 'TH.51515151515151515151',
      current: { externalId: '66895556666', aliases: ['TH.62626262626262626262'], name: 'Ploy' },
    })
  })

  it('cannot take over another by the words of a name', () => {
    const name = 'changed from TH.VICTIM to TH.NEW'
    const system = { type: 'user_changed_user_id', user_id: 'TH.NEW' }
    expect(
      systemEvent({ system: { ...system, body: `User ${name} changed from TH.OLD to TH.NEW` } }),
    ).toHaveProperty('previous', 'TH.OLD')
    expect(systemEvent({ system: { ...system, body: `User ${name}.` } })).toHaveProperty('kind', 'noted')
  })

  it('is the same under a new security code', () => {
    expect(event('system-identity-changed')).toMatchObject({
      kind: 'noted',
      subject: 'customer_identity_changed',
    })
  })
})

describe('consent', () => {
  it('is withdrawn and given again for a purpose', () => {
    const about = { customer: { externalId: '66891112222', name: 'มะลิ ใจดี' }, purpose: 'marketing_messages' }
    expect(events('user-preferences')).toMatchObject([
      { kind: 'optout', ...about },
      { kind: 'optin', ...about },
    ])
  })
})

describe('a group', () => {
  it('is made and ended, and a request that failed changes nothing', () => {
    expect(events('group-lifecycle')).toMatchObject([
      { kind: 'join', thread: { ...GROUP, title: 'ทริปเชียงใหม่' } },
      { kind: 'leave', thread: GROUP },
      { kind: 'noted', subject: 'group_delete' },
    ])
  })

  it('gains and loses people, by whatever id they are named', () => {
    expect(events('group-participants')).toMatchObject([
      {
        kind: 'members',
        thread: GROUP,
        joined: [
          { externalId: '66891112222', aliases: ['TH.70010020030040050060'], username: 'mali.jaidee' },
        ],
      },
      { kind: 'members', left: [{ externalId: '819012345678' }, { externalId: 'TH.51515151515151515151' }] },
      { kind: 'noted', subject: 'group_join_request_created' },
    ])
  })

  it('gets another name', () => {
    expect(events('group-settings')).toMatchObject([
      { kind: 'thread', thread: { ...GROUP, title: 'ทริปเชียงราย' } },
      { kind: 'noted', subject: 'group_settings_update' },
      { kind: 'noted', subject: 'group_suspend' },
    ])
  })
})

describe('the account', () => {
  it.each([
    ['template-status', 'message_template_status_update', { event: 'REJECTED', reason: 'INVALID_FORMAT' }],
    ['template-quality', 'message_template_quality_update', { new_quality_score: 'YELLOW' }],
    ['template-components', 'message_template_components_update', { message_template_language: 'th' }],
    ['template-category', 'template_category_update', { new_category: 'MARKETING' }],
  ])('hears of its templates: %s', (name, subject, data) => {
    expect(event(name)).toMatchObject({ kind: 'template', subject, data, at: expect.any(Date) })
  })

  it('hears of its numbers, its standing and its errors', () => {
    expect(events('account-updates')).toMatchObject([
      { kind: 'account', subject: 'phone_number_quality_update', data: { current_limit: 'TIER_1K' } },
      { kind: 'account', subject: 'phone_number_name_update', data: { decision: 'APPROVED' } },
      { kind: 'account', subject: 'account_update', data: { event: 'ACCOUNT_RESTRICTION' } },
      { kind: 'account', subject: 'account_review_update', data: { decision: 'APPROVED' } },
    ])
    expect(event('errors')).toMatchObject({ kind: 'account', subject: 'errors', data: { code: 130429 } })
  })

  it('hears of calls, history and contacts of the app, which change nothing yet', () => {
    for (const [name, subject] of [
      ['calls', 'calls'],
      ['history', 'history'],
      ['app-state-sync', 'smb_app_state_sync'],
    ] as const)
      for (const one of events(name)) expect(one).toMatchObject({ kind: 'noted', subject })
  })

  it('hears of what nobody knows yet', () => {
    const reasons = ['unknown-field', 'unknown-changed-fields', 'unknown-object'].map((name) => event(name))
    expect(reasons).toMatchObject([
      {
        kind: 'unknown',
        reason: 'field "telepathy_update" is not known',
        at: new Date('2026-09-21T17:13:20Z'),
      },
      { kind: 'unknown', reason: 'only the names of changed fields were sent' },
      { kind: 'unknown', reason: 'object is not whatsapp_business_account' },
    ])
    for (const field of ['__proto__', 'constructor', '']) expect(valueEvent(field, {})?.kind).toBe('unknown')
    for (const value of [null, [], 'x', {}, { messages: {} }, { messages: [7] }, { statuses: [null] }])
      expect(valueEvent('messages', value)?.kind).toBe('unknown')
  })
})
