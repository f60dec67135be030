import { describe, expect, it } from 'vitest'
import type { Recipient } from '../outbound.ts'
import { outbound } from './outbound.ts'

const account = { externalId: '104' }
const person: Recipient = { thread: { type: 'PRIVATE', externalId: '710' }, customerId: '710' }
const thread: Recipient = { thread: { type: 'PUBLIC', externalId: '5_6' }, customerId: null }
const target = { externalId: 'm_1' }
const comment = { externalId: '5_7' }

const action = (body: object) => ({
  method: 'POST',
  host: 'api',
  path: '/v26.0/104/messages',
  body: { recipient: { id: '710' }, ...body },
})

describe('towards a person', () => {
  it('typing and reading are shown', () => {
    expect(outbound.typing?.(person, account)).toEqual(action({ sender_action: 'typing_on' }))
    expect(outbound.markRead?.(person, target, account)).toEqual(action({ sender_action: 'mark_seen' }))
  })

  it('a message gets any emoji, and loses it', () => {
    expect(outbound.react?.(person, target, '🎉', account)).toEqual(
      action({ sender_action: 'react', payload: { message_id: 'm_1', reaction: '🎉' } }),
    )
    expect(outbound.react?.(person, target, null, account)).toEqual(
      action({ sender_action: 'unreact', payload: { message_id: 'm_1' } }),
    )
  })

  it('a message that was sent stays as it is', () => {
    expect(outbound.remove?.(person, target, account)).toBeNull()
    expect(outbound.edit?.(person, target, { kind: 'text', text: 'x' }, account)).toMatchObject({
      ok: false,
      error: { code: 'UNSUPPORTED_CONTENT', message: expect.stringContaining('the nearest is another one') },
    })
  })
})

describe('in public', () => {
  it('nobody sees typing and reading', () => {
    expect(outbound.typing?.(thread, account)).toBeNull()
    expect(outbound.markRead?.(thread, comment, account)).toBeNull()
  })

  it('a comment is liked, and no longer', () => {
    const likes = { host: 'api', path: '/v26.0/5_7/likes' }
    expect(outbound.react?.(thread, comment, '👍', account)).toEqual({ method: 'POST', ...likes })
    expect(outbound.react?.(thread, comment, null, account)).toEqual({ method: 'DELETE', ...likes })
    for (const emoji of ['😡', '❤️'])
      expect(() => outbound.react?.(thread, comment, emoji, account)).toThrow('can only like a comment')
  })

  it('a comment is hidden, and shown again', () => {
    const path = { method: 'POST', host: 'api', path: '/v26.0/5_7' }
    expect(outbound.hide?.(thread, comment, true, account)).toEqual({ ...path, body: { is_hidden: true } })
    expect(outbound.hide?.(thread, comment, false, account)).toEqual({ ...path, body: { is_hidden: false } })
    expect(outbound.hide?.(person, target, true, account)).toBeNull()
  })

  it('a comment is removed', () => {
    expect(outbound.remove?.(thread, comment, account)).toEqual({
      method: 'DELETE',
      host: 'api',
      path: '/v26.0/5_7',
    })
  })

  it('the text of a comment is changed, and only its text', () => {
    const edit = (content: Parameters<NonNullable<typeof outbound.edit>>[2]) =>
      outbound.edit?.(thread, comment, content, account)
    expect(edit({ kind: 'text', text: 'Better' })).toEqual({
      ok: true,
      requests: [{ method: 'POST', host: 'api', path: '/v26.0/5_7', body: { message: 'Better' } }],
      losses: [],
    })
    expect(edit({ kind: 'text', text: ' ' })).toMatchObject({
      error: { code: 'INVALID_CONTENT', path: 'text.text' },
    })
    expect(edit({ kind: 'text', text: 'x'.repeat(8001) })).toMatchObject({
      error: { message: expect.stringContaining('at most 8000 characters') },
    })
    expect(edit({ kind: 'native', payload: {} })).toMatchObject({ error: { code: 'UNSUPPORTED_CONTENT' } })
  })
})
