import { describe, expect, it } from 'vitest'
import { markRead, react, typing } from './actions.ts'
import { ACCOUNT, GROUP, HIDDEN, PHONE } from './fixtures/outbound.ts'
import { outbound } from './outbound.ts'

const target = { externalId: 'wamid.a' }
const call = { method: 'POST', host: 'api', path: `/v26.0/${ACCOUNT.externalId}/messages` }
const read = { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.a' }

describe('marking as read', () => {
  it('names the last message', () => {
    expect(markRead(PHONE, target, ACCOUNT)).toEqual({ ...call, body: read })
  })

  it('is lacking in groups', () => {
    expect(markRead(GROUP, target, ACCOUNT)).toBeNull()
    expect(typing(GROUP, ACCOUNT, target)).toBeNull()
  })
})

describe('typing', () => {
  it('is shown as the answer to a message, which is read then', () => {
    expect(typing(PHONE, ACCOUNT, target)).toEqual({
      ...call,
      body: { ...read, typing_indicator: { type: 'text' } },
    })
  })

  it('cannot be shown without one', () => {
    expect(typing(PHONE, ACCOUNT)).toBeNull()
  })
})

describe('a reaction', () => {
  it('is a message of its own', () => {
    expect(react(PHONE, target, '🙏', ACCOUNT)).toEqual({
      ...call,
      body: {
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        to: '66891112222',
        type: 'reaction',
        reaction: { message_id: 'wamid.a', emoji: '🙏' },
      },
    })
  })

  it('is taken back with none', () => {
    expect(react(HIDDEN, target, null, ACCOUNT).body).toMatchObject({
      recipient: 'TH.51515151515151515151',
      reaction: { message_id: 'wamid.a', emoji: '' },
    })
  })
})

it('neither edits nor takes back what was sent', () => {
  expect(outbound).not.toHaveProperty('edit')
  expect(outbound).not.toHaveProperty('remove')
})
