/** A channel does to messages what its capabilities say: clients show what they promise. */
import { describe, expect, it } from 'vitest'
import type { Channel } from './channel.ts'
import { channels } from './index.ts'
import type { NativeRequest, Recipient } from './outbound.ts'

const has = (request: NativeRequest | null | undefined) => (request ?? null) !== null

const sending = channels.flatMap((channel: Channel) => {
  const { name, outbound } = channel
  return outbound ? [{ name, channel, outbound }] : []
})

it('runs over all that can send', () => {
  expect(sending).toHaveLength(5)
})

describe.each(sending)('$name', ({ channel, outbound }) => {
  const { samples, capabilities } = channel
  const account = { externalId: samples.account }
  const customerId = samples.customerId(7)
  const person: Recipient = { thread: { type: 'PRIVATE', externalId: customerId }, customerId }
  const target = {
    externalId: samples.externalId({
      account: samples.account,
      customer: { externalId: customerId, name: 'สมชาย' },
      id: 42,
      text: '',
      at: new Date('2026-10-01T09:30:00Z'),
    }),
    tokens: { read: 'read-token', quote: 'quote-token', reply: 'reply-token' },
  }

  it('does to messages what its capabilities say, and nothing else', () => {
    const text = { kind: 'text', text: 'แก้ไขแล้ว' } as const
    expect({
      typing: has(outbound.typing?.(person, account, target)),
      readMarks: has(outbound.markRead?.(person, target, account)),
      messageEdits: outbound.edit?.(person, target, text, account).ok ?? false,
      messageDeletion: has(outbound.remove?.(person, target, account)),
      messageReactions: has(outbound.react?.(person, target, '👍', account)),
    }).toEqual({
      typing: capabilities.typing,
      readMarks: capabilities.readMarks,
      messageEdits: capabilities.messageEdits,
      messageDeletion: capabilities.messageDeletion,
      messageReactions: capabilities.messageReactions,
    })
  })

  it('reacts only where it says so', () => {
    if (outbound.react) expect(capabilities.reactions).toBe(true)
  })
})
