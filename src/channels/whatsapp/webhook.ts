import type { WebhookItem } from '../channel.ts'
import type { Json } from '../inbound.ts'
import { isObject, type JsonObject, listAt } from '../shared/json.ts'
import { dedupeKey, type Happening, unreadableKey } from './dedupe.ts'
import { contactFinder } from './party.ts'

/** The lists of which every element is a happening of its own: …/whatsapp/webhooks/reference */
const LISTS = [
  'messages',
  'statuses',
  'message_echoes',
  'errors',
  'user_preferences',
  'user_id_update',
  'groups',
  'calls',
  'history',
  'state_sync',
]

/** `{ object, entry: [{ id, time?, changes: [{ field, value }] }] }`, each list as long as Meta likes. */
export function items(body: Json): WebhookItem[] {
  if (!isObject(body)) return [unreadable('the body is not an object', body)]
  if (body.object !== 'whatsapp_business_account')
    return [unreadable('object is not whatsapp_business_account', body)]
  if (!Array.isArray(body.entry)) return [unreadable('entry is not a list', body)]
  return body.entry.flatMap(itemsOfEntry)
}

function itemsOfEntry(entry: Json): WebhookItem[] {
  if (!isObject(entry)) return [unreadable('the entry is not an object', entry)]
  if (Array.isArray(entry.changes)) return entry.changes.flatMap((change) => itemsOfChange(entry, change))
  // Sent in place of `changes` when "Include values" is off in the app's dashboard.
  if ('changed_fields' in entry) return [unreadable('only the names of changed fields were sent', entry)]
  return [unreadable('changes is not a list', entry)]
}

function itemsOfChange(entry: JsonObject, change: Json): WebhookItem[] {
  if (!isObject(change) || typeof change.field !== 'string')
    return [unreadable('the change names no field', { ...entry, changes: [change] })]
  const head: Head = { entry: entry.id ?? null, field: change.field }
  if (entry.time !== undefined) head.time = entry.time
  const value = change.value ?? null
  if (!isObject(value)) return [itemOf(head, value, null)]
  const happenings = LISTS.flatMap((list) => listAt(value, list).map((element) => ({ list, element })))
  // Alone in its change, as nearly always: nothing has to be taken away.
  if (happenings.length <= 1) return [itemOf(head, value, happenings[0] ?? null)]
  const narrow = narrower(value)
  return happenings.map((happening) => itemOf(head, narrow(happening), happening))
}

type Head = { entry: Json; time?: Json; field: string }

function itemOf(head: Head, value: Json, happening: Happening | null): WebhookItem {
  return {
    account: accountOf(value),
    dedupeKey: dedupeKey(head, value, happening),
    payload: { ...head, value },
  }
}

/** The value as if the post had brought only the one happening, with the contacts that belong to it. */
function narrower(value: JsonObject): (happening: Happening) => JsonObject {
  const listed = (key: string) => LISTS.includes(key) && Array.isArray(value[key])
  const rest = Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'contacts' && !listed(key)))
  const contactsOf = contactFinder(listAt(value, 'contacts'))
  return ({ list, element }) => {
    const contacts = contactsOf(element)
    return { ...rest, ...(contacts.length > 0 && { contacts }), [list]: [element] }
  }
}

/** The phone number's id; what concerns a whole WhatsApp Business Account names none. */
function accountOf(value: Json): string | null {
  const metadata = isObject(value) ? value.metadata : null
  const id = isObject(metadata) ? metadata.phone_number_id : null
  return (typeof id === 'string' && id !== '') || typeof id === 'number' ? String(id) : null
}

function unreadable(reason: string, content: Json): WebhookItem {
  return { account: null, dedupeKey: unreadableKey(content), payload: { unreadable: reason, content } }
}
