import { describe, expect, it } from 'vitest'
import type { Recipient } from '../outbound.ts'
import { outbound } from './outbound.ts'

const account = { externalId: '178' }
const person: Recipient = { thread: { type: 'PRIVATE', externalId: '710' }, customerId: '710' }
const thread: Recipient = { thread: { type: 'PUBLIC', externalId: '55' }, customerId: null }
const target = { externalId: '56' }

const action = (body: object) => ({
  method: 'POST',
  host: 'api',
  path: '/v26.0/178/messages',
  body: { recipient: { id: '710' }, ...body },
})

describe('towards a person', () => {
  it('typing and reading are shown', () => {
    expect(outbound.typing?.(person, account)).toEqual(action({ sender_action: 'typing_on' }))
    expect(outbound.markRead?.(person, target, account)).toEqual(action({ sender_action: 'mark_seen' }))
  })

  it('a message gets any emoji, and loses it', () => {
    expect(outbound.react?.(person, target, '😊', account)).toEqual(
      action({ sender_action: 'react', payload: { message_id: '56', reaction: '😊' } }),
    )
    expect(outbound.react?.(person, target, null, account)).toEqual(
      action({ sender_action: 'unreact', payload: { message_id: '56' } }),
    )
  })
})

describe('a message that was sent', () => {
  it('stays', () => expect(outbound.remove?.(person, target, account)).toBeNull())
})

describe('in public', () => {
  it('nobody sees typing and reading', () => {
    expect(outbound.typing?.(thread, account)).toBeNull()
    expect(outbound.markRead?.(thread, target, account)).toBeNull()
  })

  it('a comment is not liked: there is no call for it by this login', () => {
    expect(outbound.react?.(thread, target, '❤️', account)).toBeNull()
    expect(outbound.react?.(thread, target, null, account)).toBeNull()
  })

  it('a comment is hidden, and shown again', () => {
    const hidden = { method: 'POST', host: 'api', path: '/v26.0/56?hide=true' }
    expect(outbound.hide?.(thread, target, true, account)).toEqual(hidden)
    expect(outbound.hide?.(thread, target, false, account)?.path).toBe('/v26.0/56?hide=false')
    expect(outbound.hide?.(person, target, true, account)).toBeNull()
  })

  it('a comment is removed, and never changed', () => {
    expect(outbound.remove?.(thread, target, account)).toEqual({
      method: 'DELETE',
      host: 'api',
      path: '/v26.0/56',
    })
    expect(outbound).not.toHaveProperty('edit')
  })
})
