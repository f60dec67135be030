import type { InboundEvent, Json } from '../inbound.ts'
import { noted, quote, unknown } from '../shared/events.ts'
import { isObject, type JsonObject, listAt } from '../shared/json.ts'
import { readTemplateChange } from '../shared/meta-template-changes.ts'
import { readTime } from '../shared/time.ts'
import { readAccountError } from './failures.ts'
import { readGroup } from './groups.ts'
import { readMessage } from './messages.ts'
import { readPreference, readUserIdUpdate } from './people.ts'
import { readStatus } from './statuses.ts'

/** A change as `items` made it: its lists hold one element. */
interface Change {
  field: string
  value: JsonObject
  /** Of the entry; what is in the lists has a time of its own. */
  at: Date | null
}

type Reader = (change: Change) => InboundEvent

const aboutAccount: Reader = ({ field, value, at }) => ({ kind: 'account', at, subject: field, data: value })

const aboutTemplate: Reader = ({ field, value, at }) => {
  const template = readTemplateChange(value)
  return { kind: 'template', at, subject: field, data: value, ...(template && { template }) }
}

const note: Reader = ({ field, at }) => noted(at, field)

/** By `changes[].field`: …/whatsapp/webhooks/reference */
const FIELDS: ReadonlyMap<string, Reader> = new Map([
  ['messages', readMessages],
  ['smb_message_echoes', inList('message_echoes', (echo, contacts) => readMessage(echo, contacts, true))],
  ['user_preferences', inList('user_preferences', readPreference)],
  ['user_id_update', inList('user_id_update', readUserIdUpdate)],
  ['message_template_status_update', aboutTemplate],
  ['message_template_quality_update', aboutTemplate],
  ['message_template_components_update', aboutTemplate],
  ['template_category_update', aboutTemplate],
  ['phone_number_quality_update', aboutAccount],
  ['phone_number_name_update', aboutAccount],
  ['account_update', aboutAccount],
  ['account_review_update', aboutAccount],
  ['calls', note],
  ['history', note],
  ['smb_app_state_sync', note],
])

const readGroups = inList('groups', readGroup)

export function normalize(item: Json): InboundEvent {
  if (!isObject(item)) return unknown(null, 'the item is not an object')
  if (typeof item.unreadable === 'string') return unknown(null, item.unreadable)
  const { field, value } = item
  const at = readTime(item.time)
  if (typeof field !== 'string') return unknown(at, 'the change names no field')
  // Meta's description and its traffic differ in the names of the group fields.
  const read = FIELDS.get(field) ?? (field.startsWith('group_') ? readGroups : undefined)
  if (!read) return unknown(at, `field ${quote(field)} is not known`)
  if (!isObject(value)) return unknown(at, `the value of ${field} is not an object`)
  return read({ field, value, at })
}

function readMessages(change: Change): InboundEvent {
  const { value } = change
  const [message] = listAt(value, 'messages')
  if (message !== undefined) return readMessage(message, listAt(value, 'contacts'), false)
  const [status] = listAt(value, 'statuses')
  return status === undefined ? readErrors(change) : readStatus(status)
}

/** Reads the one element of a list. */
function inList(list: string, read: (element: Json, contacts: readonly Json[]) => InboundEvent): Reader {
  return (change) => {
    const [element] = listAt(change.value, list)
    return element === undefined ? readErrors(change) : read(element, listAt(change.value, 'contacts'))
  }
}

/** Errors may stand in the place of what a field is about, and concern the account. */
function readErrors({ field, value, at }: Change): InboundEvent {
  const [error] = listAt(value, 'errors')
  return error === undefined
    ? unknown(at, `${field} has nothing in it that is known`)
    : readAccountError(error, at)
}
