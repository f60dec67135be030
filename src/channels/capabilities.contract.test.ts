/** A channel does to messages what its capabilities say: clients show what they promise. */
import { describe, expect, it } from 'vitest'
import type { NativeRequest } from './outbound.ts'
import { sceneOf, sending } from './shared/fixtures/sending.ts'

const has = (request: NativeRequest | null | undefined) => (request ?? null) !== null

it('runs over all that can send', () => {
  expect(sending).toHaveLength(5)
})

describe.each(sending)('$name', ({ channel, outbound }) => {
  const { capabilities } = channel
  const { account, person, target } = sceneOf(channel)

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
