import type { Channel } from '../../channels/channel.ts'
import type { Json } from '../../channels/inbound.ts'
import { channelOf } from '../../channels/index.ts'
import type { Row, Statement, Transaction } from '../../infra/database.ts'
import type { Vault } from '../../infra/vault.ts'
import { storableJson } from '../text.ts'
import { payloadBoundTo } from './accept-webhook.ts'
import type { FailedItem, InboundItem } from './inbound-item.ts'

interface EventRow extends Row {
  id: string
  platform_id: string
  payload_encrypted: Buffer | null
  received_at: Date
}

/** What applying needs to know of a platform. */
export interface PlatformFacts {
  channel: Channel
  accountId: string
  timeZone: string
}

export interface LoadedEvents {
  items: InboundItem[]
  unreadable: FailedItem[]
}

/**
 * Which events to load: the oldest that are `due`, or some by their ids. `pending`: if not yet applied. `replay`:
 * whatever their state. `waiting`: parked for a message. `unsettled`: if not applied.
 */
export type Selection =
  | { which: 'due'; since: string; limit: number }
  | { which: 'pending' | 'replay' | 'waiting' | 'unsettled'; eventIds: string[] }

const CONDITION: Record<Exclude<Selection['which'], 'due'>, string> = {
  pending: `AND status = 'PENDING'`,
  replay: 'AND payload_encrypted IS NOT NULL',
  waiting: `AND result = 'WAITING'`,
  unsettled: `AND status <> 'PROCESSED'`,
}

const DUE = `WHERE project_id = $1 AND status = 'PENDING' AND id >= $2 ORDER BY id LIMIT $3`

/** The oldest events that are due, without locking them. */
export async function dueEventIds(
  transaction: Transaction,
  projectId: string,
  { since, limit }: Extract<Selection, { which: 'due' }>,
): Promise<string[]> {
  const values = [projectId, since, limit]
  const rows = await transaction.query<{ id: string }>({
    text: `SELECT id FROM inbound_events ${DUE}`,
    values,
  })
  return rows.map((row) => row.id)
}

function lockStatement(projectId: string, selection: Selection): Statement {
  const columns = 'SELECT id, platform_id, payload_encrypted, received_at FROM inbound_events'
  if (selection.which === 'due')
    return {
      name: 'load-due-events',
      text: `${columns} ${DUE} FOR UPDATE`,
      values: [projectId, selection.since, selection.limit],
    }
  return {
    name: `load-events-${selection.which}`,
    text: `${columns} WHERE project_id = $1 AND id = ANY ($2::uuid[]) ${CONDITION[selection.which]} ORDER BY id FOR UPDATE`,
    values: [projectId, selection.eventIds],
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
  const platforms = await platformFacts(transaction, projectId, rows)
  const loaded: LoadedEvents = { items: [], unreadable: [] }
  for (const row of rows) {
    try {
      loaded.items.push(read(row, platforms, vault, selection.which === 'waiting'))
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      loaded.unreadable.push({ id: row.id, platformId: row.platform_id, error: reason })
    }
  }
  return loaded
}

function read(
  row: EventRow,
  platforms: ReadonlyMap<string, PlatformFacts>,
  vault: Vault,
  wasWaiting: boolean,
): InboundItem {
  const platform = platforms.get(row.platform_id)
  if (!platform) throw new Error('its platform, or a channel for the platform’s type, does not exist')
  if (!row.payload_encrypted) throw new Error('its payload was removed by retention or an erasure')
  const payload = vault.openJson(row.payload_encrypted, payloadBoundTo(row.id)) as Json
  const event = storableJson(platform.channel.normalize(payload, { accountId: platform.accountId }))
  const unknown = event.kind === 'unknown'
  return {
    id: row.id,
    platformId: row.platform_id,
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

interface PlatformRow extends Row {
  id: string
  type: string
  external_id: string | null
  time_zone: string
}

export async function platformFacts(
  transaction: Transaction,
  projectId: string,
  rows: readonly { platform_id: string }[],
): Promise<Map<string, PlatformFacts>> {
  const ids = [...new Set(rows.map((row) => row.platform_id))]
  if (ids.length === 0) return new Map()
  const platforms = await transaction.query<PlatformRow>({
    name: 'platform-facts',
    text: `SELECT p.id, p.type, p.external_id, j.time_zone FROM platforms p JOIN projects j ON j.id = p.project_id
           WHERE p.project_id = $1 AND p.id = ANY ($2::uuid[])`,
    values: [projectId, ids],
  })
  const facts = new Map<string, PlatformFacts>()
  for (const { id, type, external_id, time_zone } of platforms) {
    const channel = channelOf(type)
    if (channel) facts.set(id, { channel, accountId: external_id ?? '', timeZone: time_zone })
  }
  return facts
}

/** The time zone in which each platform counts. */
export async function zones(
  transaction: Transaction,
  projectId: string,
  items: readonly { platformId: string }[],
): Promise<(platformId: string) => string> {
  const rows = items.map(({ platformId }) => ({ platform_id: platformId }))
  const facts = await platformFacts(transaction, projectId, rows)
  return (platformId) => facts.get(platformId)?.timeZone ?? 'UTC'
}
