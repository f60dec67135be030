/**
 * Meta numbers neither its deliveries nor most of what is in them, so each happening is named by what it is:
 * by its id where it has one, else by a digest of its content. Metadata and contacts are left out of the digest:
 * they are the surroundings.
 */
import type { Json } from '../inbound.ts'
import { contentDigest } from '../shared/digest.ts'
import { isObject, type JsonObject } from '../shared/json.ts'

/** An element of one of the lists in a change's value. */
export interface Happening {
  list: string
  element: Json
}

export function dedupeKey(
  head: { entry: Json; time?: Json; field: string },
  value: Json,
  happening: Happening | null,
): string {
  return (
    (happening && documentedKey(head.field, happening)) ??
    `${nameOf(head.field)}:${contentDigest({ ...head, ...(happening ?? { value }) })}`
  )
}

export function unreadableKey(content: Json): string {
  return `unreadable:${contentDigest(content)}`
}

/** Only in their own fields: in `history` the same message ids come again for another reason. */
function documentedKey(field: string, { list, element }: Happening): string | null {
  if (!isObject(element)) return null
  if (field === 'messages' && list === 'messages') return keyOf('message', element.id)
  if (field === 'messages' && list === 'statuses')
    return keyOf('status', element.id, element.status, recipientOf(element))
  if (field === 'smb_message_echoes' && list === 'message_echoes') return keyOf('echo', element.id)
  return null
}

/** In a group each participant reads for themselves. */
function recipientOf(status: JsonObject): Json | undefined {
  return (
    status.recipient_participant_id ??
    status.recipient_participant_user_id ??
    status.recipient_id ??
    status.recipient_user_id
  )
}

/** Null unless every part can stand in a key: printable, not long, and without the separator. */
function keyOf(...parts: (Json | undefined)[]): string | null {
  const texts = parts.map((part) => (typeof part === 'number' ? String(part) : part))
  return texts.every((text) => typeof text === 'string' && /^[!-9;-~]{1,200}$/.test(text))
    ? texts.join(':')
    : null
}

function nameOf(field: string): string {
  return /^[a-z_]{1,60}$/.test(field) ? field : 'item'
}
