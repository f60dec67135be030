import type { Json, Party, Thread } from '../inbound.ts'
import * as payload from './payload.ts'

/** Where an event happened, and with whom. */
export interface Place {
  thread: Thread
  customer: Party | null
}

/**
 * A group, or a room, which is a chat of several without one, may hide who wrote: only people with LINE for
 * iOS or Android have a `userId` there. …/messaging-api/#source-group
 */
export function placeOf(raw: Json | undefined): Place | null {
  const parsed = payload.source.safeParse(raw)
  if (!parsed.success) return null
  const { type, userId, groupId, roomId } = parsed.data
  const customer = userId === undefined ? null : { externalId: userId }
  if (type === 'user') return customer && { thread: { type: 'PRIVATE', externalId: userId ?? '' }, customer }
  const id = type === 'group' ? groupId : type === 'room' ? roomId : undefined
  return id === undefined ? null : { thread: { type: 'GROUP', externalId: id }, customer }
}
