/**
 * The envelope of Meta's webhooks: `{ object, entry: [{ id, time?, changes | messaging | standby }] }`, each list
 * as long as Meta likes: …/graph-api/webhooks/getting-started, …/messenger-platform/webhooks
 */
import type { WebhookItem } from '../channel.ts'
import type { Json } from '../inbound.ts'
import { isObject, type JsonObject } from './json.ts'
import { digestKey } from './meta-keys.ts'

/** Whose entry it is and when Meta sent it. */
interface Head {
  entry: Json
  time?: Json
}

export interface Change extends Head {
  field: string
  value: Json
}

export interface MessagingEvent extends Head {
  messaging: JsonObject
  /** Another app has the thread, and this one may only read along. */
  standby?: true
}

/** What one network makes of the parts of its entries; without `messaging` it has none. */
export interface EntryParts {
  object: string
  change(change: Change): WebhookItem[]
  messaging?(event: MessagingEvent): WebhookItem[]
}

export function itemsOfPost(body: Json, parts: EntryParts): WebhookItem[] {
  if (!isObject(body)) return [unreadable('the body is not an object', body)]
  if (body.object !== parts.object) return [unreadable(`object is not ${parts.object}`, body)]
  if (!Array.isArray(body.entry)) return [unreadable('entry is not a list', body)]
  return body.entry.flatMap((entry) => itemsOfEntry(entry, parts))
}

/** An entry may carry several lists, and a field of its own as well: none stops another. */
function itemsOfEntry(entry: Json, parts: EntryParts): WebhookItem[] {
  if (!isObject(entry)) return [unreadable('the entry is not an object', entry)]
  const found = [
    listItems(entry, 'changes', (change) => itemsOfChange(entry, change, parts)),
    listItems(entry, 'messaging', (event) => itemsOfEvent(entry, 'messaging', event, parts)),
    listItems(entry, 'standby', (event) => itemsOfEvent(entry, 'standby', event, parts)),
    // Flat in …/instagram-platform/webhooks/examples, although `changes` is what is sent.
    typeof entry.field === 'string' ? parts.change(changeOf(entry, entry.field, entry.value)) : null,
  ].filter((items) => items !== null)
  if (found.length > 0) return found.flat()
  // Sent in place of `changes` when "Include values" is off in the app's dashboard.
  if ('changed_fields' in entry) return [unreadable('only the names of changed fields were sent', entry)]
  return [unreadable('the entry has no list that is known', entry)]
}

/** Null where the list is absent, which is not the same as empty. */
function listItems(
  entry: JsonObject,
  list: string,
  itemsOf: (element: Json) => WebhookItem[],
): WebhookItem[] | null {
  const elements = entry[list]
  return Array.isArray(elements) ? elements.flatMap(itemsOf) : null
}

function itemsOfChange(entry: JsonObject, change: Json, parts: EntryParts): WebhookItem[] {
  if (!isObject(change) || typeof change.field !== 'string')
    return [unreadable('the change names no field', alone(entry, 'changes', change))]
  return parts.change(changeOf(entry, change.field, change.value))
}

function changeOf(entry: JsonObject, field: string, value: Json | undefined): Change {
  return { ...headOf(entry), field, value: value ?? null }
}

function itemsOfEvent(
  entry: JsonObject,
  list: 'messaging' | 'standby',
  event: Json,
  parts: EntryParts,
): WebhookItem[] {
  if (!parts.messaging || !isObject(event))
    return [unreadable(`the element of ${list} is not one that is known`, alone(entry, list, event))]
  return parts.messaging({
    ...headOf(entry),
    ...(list === 'standby' && { standby: true }),
    messaging: event,
  })
}

function headOf(entry: JsonObject): Head {
  const head: Head = { entry: entry.id ?? null }
  if (entry.time !== undefined) head.time = entry.time
  return head
}

/** The entry as if it had brought only the one element. */
function alone(entry: JsonObject, list: string, element: Json): JsonObject {
  const { changes, messaging, standby, ...rest } = entry
  return { ...rest, [list]: [element] }
}

export function unreadable(reason: string, content: Json): WebhookItem {
  return {
    account: null,
    dedupeKey: digestKey('unreadable', content),
    payload: { unreadable: reason, content },
  }
}

/** Ids are strings in the documents; tests of the dashboard and old payloads have numbers. */
export function accountOf(id: Json | undefined): string | null {
  return (typeof id === 'string' && id !== '') || typeof id === 'number' ? String(id) : null
}
