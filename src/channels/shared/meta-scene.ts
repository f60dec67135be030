/** Who took part in a messaging event, and when. */
import type { Party, Thread } from '../inbound.ts'
import { isObject, type JsonObject } from './json.ts'
import * as payload from './meta-payload.ts'
import { readTime } from './time.ts'

export interface Scene {
  /** The whole event, of which a reader is given the part that it knows. */
  event: JsonObject
  at: Date | null
  /** From the account to a person, where the rule is the other way round. */
  fromAccount: boolean
  /** The person; the account itself where it writes to itself; null where nobody is named. */
  customer: Party | null
  standby: boolean
}

interface Circumstances {
  /** When Meta sent the entry: the best that is known of events without a time. */
  sentAt: Date | null
  standby: boolean
  accountId: string
}

export function sceneOf(event: JsonObject, { sentAt, standby, accountId }: Circumstances): Scene {
  const sender = partyOf(event.sender)
  const recipient = partyOf(event.recipient)
  const isPerson = (party: Party | null) => party !== null && party.externalId !== accountId
  const isEcho = isObject(event.message) && event.message.is_echo === true
  const fromAccount = isEcho || (sender !== null && !isPerson(sender) && isPerson(recipient))
  // Some examples of echoes name the two the other way round.
  const candidates = fromAccount ? [recipient, sender] : [sender]
  return {
    event,
    at: readTime(event.timestamp) ?? sentAt,
    fromAccount,
    customer: candidates.find(isPerson) ?? (recipient && sender),
    standby,
  }
}

/**
 * A visitor of a website is named by a `user_ref` until they are known in the app. It is marked, being an id of
 * another kind under which alone they can be answered.
 */
function partyOf(raw: unknown): Party | null {
  const { data: party } = payload.party.safeParse(raw)
  const ref = party?.user_ref === undefined ? undefined : `user_ref:${party.user_ref}`
  if (party?.id !== undefined) return { externalId: party.id, ...(ref !== undefined && { aliases: [ref] }) }
  return ref === undefined ? null : { externalId: ref }
}

export function privateThread(customer: Party): Thread {
  return { type: 'PRIVATE', externalId: customer.externalId }
}
