import type { Row, Transaction } from '../../infra/database.ts'
import { newId } from '../../infra/uuid.ts'
import { storableKey } from '../text.ts'
import { type InboundItem, isEffect, isMessage, onPlatform } from './inbound-item.ts'

/** What is known of a network's message id. Locked for the transaction, so that both sides of a race meet here. */
export interface MessageRef {
  platformId: string
  externalId: string
  /** The message of that id; null while only others spoke of it. */
  messageId: string | null
  waitingEventIds: string[]
  /** The id that its message gets if this batch is the first to bring it. */
  newMessageId: string | null
}

interface RefRow extends Row {
  platform_id: string
  external_id: string
  message_id: string | null
  waiting_event_ids: string[]
}

/** The message an item stores or is about; null for items that are about none. */
export function messageExternalIdOf(item: InboundItem): string | null {
  if (isMessage(item)) return storableKey(item.event.externalId)
  const about = isEffect(item) ? item.event.messageExternalId : undefined
  return about === undefined ? null : storableKey(about)
}

/** What is known of the message id that an item names. */
export function refOf(item: InboundItem, refs: ReadonlyMap<string, MessageRef>): MessageRef | undefined {
  const externalId = messageExternalIdOf(item)
  return externalId === null ? undefined : refs.get(onPlatform(item.platformId, externalId))
}

/**
 * Makes or finds, and locks, the row of every message id that the items name. A row that is made for a message
 * says at once which message that will be: this transaction stores it.
 */
export async function claimMessageRefs(
  transaction: Transaction,
  projectId: string,
  items: readonly InboundItem[],
): Promise<Map<string, MessageRef>> {
  const wanted = wantedRefs(items)
  if (wanted.size === 0) return new Map()
  const sorted = [...wanted.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, ref]) => ref)
  const rows = await transaction.query<RefRow>({
    name: 'claim-message-refs',
    text: `INSERT INTO message_refs (project_id, platform_id, external_id, message_id)
           SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::uuid[])
           ON CONFLICT (project_id, platform_id, external_id) DO UPDATE SET external_id = excluded.external_id
           RETURNING platform_id, external_id, message_id, waiting_event_ids`,
    values: [
      projectId,
      sorted.map((ref) => ref.platformId),
      sorted.map((ref) => ref.externalId),
      sorted.map((ref) => ref.newMessageId),
    ],
  })
  return new Map(
    rows.map((row) => {
      const key = onPlatform(row.platform_id, row.external_id)
      const newMessageId = wanted.get(key)?.newMessageId ?? null
      const { platform_id: platformId, external_id: externalId, message_id: messageId } = row
      return [
        key,
        { platformId, externalId, messageId, newMessageId, waitingEventIds: row.waiting_event_ids },
      ]
    }),
  )
}

export type SettledRef = Pick<MessageRef, 'platformId' | 'externalId'> & { messageId: string }

type WantedRef = Pick<MessageRef, 'platformId' | 'externalId' | 'newMessageId'>

function wantedRefs(items: readonly InboundItem[]): Map<string, WantedRef> {
  const wanted = new Map<string, WantedRef>()
  for (const item of items) {
    const externalId = messageExternalIdOf(item)
    if (externalId === null) continue
    const key = onPlatform(item.platformId, externalId)
    const ref = wanted.get(key) ?? { platformId: item.platformId, externalId, newMessageId: null }
    if (isMessage(item)) ref.newMessageId ??= newId()
    wanted.set(key, ref)
  }
  return wanted
}

/** Leaves events with the id of the message that they wait for. */
export async function parkEvents(
  transaction: Transaction,
  projectId: string,
  parked: readonly { ref: MessageRef; eventId: string }[],
): Promise<void> {
  if (parked.length === 0) return
  transaction.write({
    name: 'park-events',
    text: `UPDATE message_refs r SET waiting_event_ids = (
             SELECT array_agg(DISTINCT id) FROM unnest(r.waiting_event_ids || w.event_ids) AS id)
           FROM (SELECT platform_id, external_id, array_agg(event_id) AS event_ids
                 FROM unnest($2::uuid[], $3::text[], $4::uuid[]) AS t (platform_id, external_id, event_id)
                 GROUP BY platform_id, external_id) w
           WHERE r.project_id = $1 AND r.platform_id = w.platform_id AND r.external_id = w.external_id
             AND r.external_id = ANY ($3::text[])`,
    values: [
      projectId,
      parked.map(({ ref }) => ref.platformId),
      parked.map(({ ref }) => ref.externalId),
      parked.map(({ eventId }) => eventId),
    ],
  })
}

/** Writes down which message an external id means that others spoke of before; nothing waits for it any more. */
export async function settleMessageRefs(
  transaction: Transaction,
  projectId: string,
  stored: readonly SettledRef[],
): Promise<void> {
  if (stored.length === 0) return
  transaction.write({
    name: 'settle-message-refs',
    text: `UPDATE message_refs r SET message_id = s.message_id, waiting_event_ids = '{}'
           FROM unnest($2::uuid[], $3::text[], $4::uuid[]) AS s (platform_id, external_id, message_id)
           WHERE r.project_id = $1 AND r.platform_id = s.platform_id AND r.external_id = s.external_id
             AND r.external_id = ANY ($3::text[])`,
    values: [
      projectId,
      stored.map((row) => row.platformId),
      stored.map((row) => row.externalId),
      stored.map((row) => row.messageId),
    ],
  })
}
