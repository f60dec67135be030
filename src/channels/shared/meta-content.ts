/** What a message shows: its text and its attachments together. */
import type { Json, MessageContent } from '../inbound.ts'
import { attachmentPart, type Data, type Part } from './meta-attachments.ts'
import type { Message } from './meta-payload.ts'
import { present } from './present.ts'
import { hashtagsIn } from './text.ts'

/** The content, or why there is none. */
export type Reading = { content: MessageContent } | { reason: string }

export function readContent(message: Message, attachments: readonly Json[]): Reading {
  const parts = [...eachStickerOnce(attachments.map(attachmentPart)), ...ownParts(message)]
  const text = message.text ?? parts.find((part) => part.text !== undefined)?.text ?? null
  const isEmpty = parts.every((part) => part.type === undefined && part.data === undefined)
  if (text === null && isEmpty) return { reason: reasonOf(parts) }
  const type = parts.find((part) => part.type !== undefined)?.type ?? 'TEXT'
  const data = dataOf(parts)
  return {
    content: {
      ...textual(type, text),
      attachments: parts.flatMap((part) => part.attachment ?? []),
      ...(Object.keys(data).length > 0 && { data }),
    },
  }
}

export function textual(type: MessageContent['type'], text: string | null): MessageContent {
  const hashtags = text === null ? [] : hashtagsIn(text)
  return { type, text, attachments: [], ...(hashtags.length > 0 && { hashtags }) }
}

/** What the message itself says beside its attachments. */
function ownParts({ quick_reply, reply_to, sticker_id, is_unsupported }: Message): Part[] {
  const parts: Part[] = []
  if (quick_reply) parts.push({ type: 'INTERACTIVE', data: present({ payload: quick_reply.payload }) })
  if (sticker_id !== undefined) parts.push({ type: 'STICKER', data: { sticker_id } })
  if (reply_to?.story) {
    const { id, url } = reply_to.story
    parts.push({ data: { story: present({ id, url }) } })
  }
  // Sent, and withheld from apps: people are told that there is something to see in the network's own app.
  if (is_unsupported) parts.push({ data: { unsupported: true } })
  return parts
}

/** While the sticker type was new, each sticker came as an image too: …/messenger-platform/changelog, 1 June 2026. */
function eachStickerOnce(parts: readonly Part[]): Part[] {
  const seen = new Set<Json>()
  return parts.filter(({ data }) => {
    const id = data?.sticker_id
    if (id === undefined) return true
    if (seen.has(id)) return false
    seen.add(id)
    return true
  })
}

/** The first word on a matter counts, and lists go on. */
function dataOf(parts: readonly Part[]): Data {
  const merged: Data = {}
  for (const [key, value] of parts.flatMap((part) => Object.entries(part.data ?? {}))) {
    const before = merged[key]
    if (before === undefined) merged[key] = Array.isArray(value) ? [...value] : value
    // One by one: a list may have more elements than a call may have arguments.
    else if (Array.isArray(before) && Array.isArray(value)) for (const one of value) before.push(one)
  }
  return merged
}

function reasonOf(parts: readonly Part[]): string {
  const reason = parts.find((part) => part.reason !== undefined)?.reason
  return reason ?? 'the message has neither text nor attachments'
}
