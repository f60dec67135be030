import type { Json, Party } from '../inbound.ts'
import { isObject } from '../shared/json.ts'
import { present } from '../shared/present.ts'
import { type Contact, contact } from './payload.ts'

/**
 * The ids one person has towards a business: the phone number without its +, and the business-scoped user id
 * that replaces it for people with a username (…/whatsapp/business-scoped-user-ids). The parent id names them
 * towards all businesses of one portfolio and is therefore no alias.
 */
export interface Ids {
  waId?: string | undefined
  userId?: string | undefined
  parentId?: string | undefined
  username?: string | undefined
}

/** The person with these ids, named by the contact of the same post that is them; null where no id is known. */
export function partyOf(ids: Ids, contacts: readonly Json[] = []): Party | null {
  const known = contactOf(ids, contacts)
  const waId = ids.waId ?? known?.wa_id
  const userId = ids.userId ?? known?.user_id
  const externalId = waId ?? userId
  if (externalId === undefined) return null
  const parentId = ids.parentId ?? known?.parent_user_id
  return {
    externalId,
    ...present({
      aliases: userId !== undefined && userId !== externalId ? [userId] : undefined,
      name: known?.profile?.name,
      // Shown as "@name" in the payloads; the sign is no part of the name.
      username: (ids.username ?? known?.profile?.username)?.replace(/^@/, ''),
      phone: waId !== undefined && /^\d+$/.test(waId) ? `+${waId}` : undefined,
      profile: parentId === undefined ? undefined : { parent_user_id: parentId },
    }),
  }
}

/** A contact that shares an id; or the only one there is. Never one with another id of the same sort. */
function contactOf(ids: Ids, contacts: readonly Json[]): Contact | undefined {
  const possible: Contact[] = []
  for (const candidate of contacts) {
    const parsed = contact.safeParse(candidate)
    if (!parsed.success || contradicts(parsed.data, ids)) continue
    if (shares(parsed.data, ids)) return parsed.data
    possible.push(parsed.data)
  }
  return contacts.length === 1 ? possible[0] : undefined
}

function contradicts(known: Contact, ids: Ids): boolean {
  return differ(known.wa_id, ids.waId) || differ(known.user_id, ids.userId)
}

function differ(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b
}

function shares(known: Contact, ids: Ids): boolean {
  return (
    (known.wa_id !== undefined && known.wa_id === ids.waId) ||
    (known.user_id !== undefined && known.user_id === ids.userId)
  )
}

const PERSON_KEYS = [
  'wa_id',
  'user_id',
  'from',
  'from_user_id',
  'to',
  'to_user_id',
  'recipient_id',
  'recipient_user_id',
  'recipient_participant_id',
  'recipient_participant_user_id',
]

/** Every id by which an element of a post names a person, to find the contacts that belong to it. */
function personIds(element: Json): string[] {
  if (!isObject(element)) return []
  const ids = PERSON_KEYS.map((key) => element[key])
  return ids.filter((id) => typeof id === 'string' || typeof id === 'number').map(String)
}

/** Finds the contacts of an element through one index: a post may hold thousands of both. */
export function contactFinder(contacts: Json[]): (element: Json) => Json[] {
  // The usual post has one sender; whether that is whom the element means is decided when it is read.
  if (contacts.length <= 1) return () => contacts
  const byId = new Map<string, Json>()
  for (const known of contacts) for (const id of personIds(known)) if (!byId.has(id)) byId.set(id, known)
  return (element) => {
    const found = personIds(element).map((id) => byId.get(id))
    return [...new Set(found.filter((known) => known !== undefined))]
  }
}
