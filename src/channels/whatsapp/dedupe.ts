/**
 * By its id where a happening has one, else by a digest of its content. Metadata and contacts are left out of
 * the digest: they are the surroundings.
 */
import type { Json } from '../inbound.ts'
import { isObject, type JsonObject } from '../shared/json.ts'
import type { Change } from '../shared/meta-entries.ts'
import { digestKey, keyOf } from '../shared/meta-keys.ts'

/** An element of one of the lists in a change's value. */
export interface Happening {
  list: string
  element: Json
}

export function dedupeKey({ value, ...head }: Change, happening: Happening | null): string {
  return (
    (happening && documentedKey(head.field, happening)) ??
    digestKey(head.field, { ...head, ...(happening ?? { value }) })
  )
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
