import type { MessageContent } from '../../channels/inbound.ts'
import type { MessageState } from './message-state.ts'

const MOST_EDITS_KEPT = 50

/** Each of these changes a locked message in place and returns whether there was anything to change. */

function setContent(message: MessageState, content: MessageContent): void {
  message.type = content.type
  message.content = content.text
  message.data = content.data ?? {}
  message.mentions = content.mentions ?? []
  message.hashtags = content.hashtags ?? []
  message.newContent = content
  message.isChanged = true
}

function saysTheSame(message: MessageState, content: MessageContent): boolean {
  return message.content === content.text && message.type === content.type
}

/** Where an edit stands among the edits of its message. */
export interface EditMark {
  at: Date
  /** Networks stamp in whole seconds: within one, the edit that was accepted later is the newer. */
  eventId: string
}

/** The sender rewrote it. The newest edit wins in whatever order they arrive; what it said before is kept. */
export function editMessage(message: MessageState, content: MessageContent, edit: EditMark): boolean {
  if (message.visibility === 'DELETED' || !isNewer(edit, message)) return false
  const former = { at: (message.editedAt ?? message.createdAt).toISOString(), content: message.content }
  message.edits = [...message.edits, former].slice(-MOST_EDITS_KEPT)
  message.editedAt = edit.at
  message.editedByEventId = edit.eventId
  setContent(message, content)
  return true
}

function isNewer({ at, eventId }: EditMark, { editedAt, editedByEventId }: MessageState): boolean {
  if (!editedAt || at > editedAt) return true
  return at.getTime() === editedAt.getTime() && eventId > (editedByEventId ?? '')
}

/** The sender took it back: what it said and its files go, and the place it had stays. */
export function unsendMessage(message: MessageState): boolean {
  if (message.visibility === 'DELETED') return false
  setContent(message, { type: message.type as MessageContent['type'], text: null, attachments: [] })
  message.visibility = 'DELETED'
  message.edits = []
  return true
}

/** Hidden from the public, or shown again. The newest word counts, and what was deleted stays so. */
export function showMessage(message: MessageState, isVisible: boolean, at: Date): boolean {
  const visibility = isVisible ? 'VISIBLE' : 'HIDDEN'
  if (message.visibility === 'DELETED' || (message.visibilityAt && at < message.visibilityAt)) return false
  const changes = message.visibility !== visibility
  message.visibility = visibility
  message.visibilityAt = at
  if (changes) message.isChanged = true
  else message.isConfirmed = true
  return changes
}

/** A better reading of the same payload: taken over unless the sender changed the message since. */
export function rereadMessage(message: MessageState, content: MessageContent): boolean {
  if (message.visibility === 'DELETED' || message.editedAt) return false
  const same =
    saysTheSame(message, content) &&
    canonical(message.data) === canonical(content.data ?? {}) &&
    canonical(message.mentions) === canonical(content.mentions ?? []) &&
    canonical(message.hashtags) === canonical(content.hashtags ?? [])
  if (same) return false
  setContent(message, content)
  return true
}

/** jsonb gives keys back in its own order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
