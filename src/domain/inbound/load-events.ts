import type { Json } from '../../channels/inbound.ts'
import { channelOf } from '../../channels/index.ts'
import type { Row, Statement, Transaction } from '../../infra/database.ts'
import { spanOf } from '../../infra/uuid.ts'
import type { Vault } from '../../infra/vault.ts'
import { storableJson } from '../text.ts'
import type { FailedItem, InboundItem } from './inbound-item.ts'
import { payloadBoundTo } from './payload-binding.ts'

interface EventRow extends Row {
  id: string
  platform_id: string
  payload_encrypted: Buffer | null
  received_at: Date
  type: string
  account: string | null
  time_zone: string
}

export interface LoadedEvents {
  items: InboundItem[]
  unreadable: FailedItem[]
  /** The time zone in which each platform counts. */
  zoneOf: (platformId: string) => string
}

/**
 * Which events to load: the oldest that are `due`, or some by their ids. `pending`: if not yet applied. `replay`:
 * whatever their state. `waiting`: parked for a message. `unsettled`: if not applied.
 */
export type Selection =
  | { which: 'due'; since: string; limit: number }
  | { which: 'pending' | 'replay' | 'waiting' | 'unsettled'; eventIds: string[] }

const CONDITION: Record<Exclude<Selection['which'], 'due'>, string> = {
  pending: `AND e.status = 'PENDING'`,
  replay: 'AND e.payload_encrypted IS NOT NULL',
  waiting: `AND e.result = 'WAITING'`,
  unsettled: `AND e.status <> 'PROCESSED'`,
}

const DUE = `WHERE e.project_id = $1 AND e.status = 'PENDING' AND e.id >= $2 ORDER BY e.id LIMIT $3`

/** The oldest events that are due, without locking them. */
export async function dueEventIds(
  transaction: Transaction,
  projectId: string,
  { since, limit }: Extract<Selection, { which: 'due' }>,
): Promise<string[]> {
  const values = [projectId, since, limit]
  const rows = await transaction.query<{ id: string }>({
    text: `SELECT e.id FROM inbound_events e ${DUE}`,
    values,
  })
  return rows.map((row) => row.id)
}

function lockStatement(projectId: string, selection: Selection): Statement {
  const columns = `SELECT e.id, e.platform_id, e.payload_encrypted, e.received_at, p.type, p.external_id AS account, j.time_zone
    FROM inbound_events e JOIN platforms p ON p.id = e.platform_id JOIN projects j ON j.id = e.project_id`
  if (selection.which === 'due')
    return {
      name: 'load-due-events',
      text: `${columns} ${DUE} FOR UPDATE OF e`,
      values: [projectId, selection.since, selection.limit],
    }
  const { first, last } = spanOf(selection.eventIds)
  return {
    name: `load-events-${selection.which}`,
    text: `${columns} WHERE e.project_id = $1 AND e.id = ANY ($2::uuid[]) AND e.id BETWEEN $3 AND $4 ${CONDITION[selection.which]} ORDER BY e.id FOR UPDATE OF e`,
    values: [projectId, selection.eventIds, first, last],
  }
}

/** Locks the events, so that no other worker applies them too, and reads what they say. */
export async function loadEvents(
  transaction: Transaction,
  vault: Vault,
  projectId: string,
  selection: Selection,
): Promise<LoadedEvents> {
  const rows = await transaction.query<EventRow>(lockStatement(projectId, selection))
  const zones = new Map(rows.map((row) => [row.platform_id, row.time_zone]))
  const loaded: LoadedEvents = { items: [], unreadable: [], zoneOf: (id) => zones.get(id) ?? 'UTC' }
  for (const row of rows) {
    try {
      loaded.items.push(read(row, vault, selection.which === 'waiting'))
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      loaded.unreadable.push({ id: row.id, platformId: row.platform_id, error: reason })
    }
  }
  return loaded
}

function read(row: EventRow, vault: Vault, wasWaiting: boolean): InboundItem {
  const channel = channelOf(row.type)
  if (!channel) throw new Error(`there is no channel for ${row.type}`)
  if (!row.payload_encrypted) throw new Error('its payload was removed by retention or an erasure')
  const payload = vault.openJson(row.payload_encrypted, payloadBoundTo(row.id)) as Json
  const event = storableJson(channel.normalize(payload, { accountId: row.account ?? '' }))
  const unknown = event.kind === 'unknown'
  return {
    id: row.id,
    platformId: row.platform_id,
    network: row.type,
    receivedAt: row.received_at,
    event,
    wasWaiting,
    outcome: {
      status: unknown ? 'IGNORED' : 'PROCESSED',
      result: unknown ? 'UNKNOWN_KIND' : 'NOTHING_TO_DO',
      messageId: null,
      error: unknown ? event.reason : null,
    },
  }
}
