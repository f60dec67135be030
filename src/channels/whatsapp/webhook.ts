import type { WebhookItem } from '../channel.ts'
import type { Json } from '../inbound.ts'
import { isObject, type JsonObject, listAt } from '../shared/json.ts'
import { accountOf, type Change, itemsOfPost } from '../shared/meta-entries.ts'
import { dedupeKey, type Happening } from './dedupe.ts'
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

export function items(body: Json): WebhookItem[] {
  return itemsOfPost(body, { object: 'whatsapp_business_account', change: itemsOfChange })
}

function itemsOfChange(change: Change): WebhookItem[] {
  const { value } = change
  if (!isObject(value)) return [itemOf(change, null)]
  const happenings = LISTS.flatMap((list) => listAt(value, list).map((element) => ({ list, element })))
  // Alone in its change, as nearly always: nothing has to be taken away.
  if (happenings.length <= 1) return [itemOf(change, happenings[0] ?? null)]
  const narrow = narrower(value)
  return happenings.map((happening) => itemOf({ ...change, value: narrow(happening) }, happening))
}

function itemOf(change: Change, happening: Happening | null): WebhookItem {
  const account = phoneNumberOf(change.value)
  const business = accountOf(change.entry)
  return {
    account,
    ...(account === null && business !== null && { business }),
    dedupeKey: dedupeKey(change, happening),
    payload: { ...change },
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
function phoneNumberOf(value: Json): string | null {
  const metadata = isObject(value) ? value.metadata : null
  return isObject(metadata) ? accountOf(metadata.phone_number_id) : null
}
