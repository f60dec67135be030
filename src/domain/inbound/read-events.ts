import type { InboundEvent } from '../../generated/prisma/client.ts'
import type { Database } from '../../infra/database.ts'
import { byId, type Page, type PageQuery, Parameters, readPage } from '../paging.ts'
import { type RowOf, readByIds, type Source, selectList } from '../rows.ts'

const EVENT = [
  'id',
  'platformId',
  'dedupeKey',
  'status',
  'kind',
  'result',
  'bodySha256',
  'messageId',
  'attempts',
  'error',
  'duration',
  'receivedAt',
  'processedAt',
] as const
/** `deliveryCount` and `lastDeliveredAt` are null once the key has been forgotten. */
export type EventRow = RowOf<InboundEvent, (typeof EVENT)[number]> & {
  deliveryCount: number | null
  lastDeliveredAt: Date | null
}

/** Without the payload, which is large and sealed: see readPayloads. */
const source: Source = {
  name: 'inbound_events',
  alias: 'e',
  isPartitioned: true,
  from: `inbound_events e LEFT JOIN inbound_keys k
    ON k.project_id = e.project_id AND k.platform_id = e.platform_id AND k.dedupe_key = e.dedupe_key`,
  select: `${selectList('e', EVENT)}, ${selectList('k', ['deliveryCount', 'lastDeliveredAt'])}`,
}

/** Most recently received first. */
export const eventOrder = byId('inbound_events', 'e', 'DESC')

export interface EventFilter {
  platformId?: string | undefined
  status?: readonly string[] | undefined
  kind?: readonly string[] | undefined
  /** At this moment or later. */
  receivedAfter?: Date | undefined
  /** Before this moment. */
  receivedBefore?: Date | undefined
}

function conditions(filter: EventFilter, parameters: Parameters): string[] {
  const { platformId, status, kind, receivedAfter, receivedBefore } = filter
  const all: string[] = []
  if (platformId !== undefined) all.push(`e.platform_id = ${parameters.add(platformId, 'uuid')}`)
  if (status) all.push(inStatus(status, parameters))
  if (kind) all.push(`e.kind = ANY (${parameters.add(kind, 'text[]')})`)
  if (receivedAfter) all.push(...receivedWithin('>=', parameters.add(receivedAfter, 'timestamptz')))
  if (receivedBefore) all.push(...receivedWithin('<', parameters.add(receivedBefore, 'timestamptz')))
  return all
}

const INDEXED: readonly string[] = ['PENDING', 'FAILED']

/** What is pending or failed has partial indexes, which are chosen by these very conditions alone. */
function inStatus(status: readonly string[], parameters: Parameters): string {
  if (status.length === 0 || status.some((one) => !INDEXED.includes(one)))
    return `e.status = ANY (${parameters.add(status, 'text[]')})`
  return `(${status.map((one) => `e.status = '${one}'`).join(' OR ')})`
}

/** The id holds the time it was made, at most a little after the receipt: it finds the place, the time decides. */
function receivedWithin(operator: '>=' | '<', at: string): string[] {
  const slack = operator === '<' ? `+ interval '1 day'` : `- interval '1 day'`
  return [`e.received_at ${operator} ${at}`, `e.id ${operator} uuid_v7_floor(${at} ${slack})`]
}

export async function readEvents(database: Database, projectId: string, ids: readonly string[]) {
  return await readByIds<EventRow>(database, projectId, source, ids)
}

export async function pageEvents(database: Database, projectId: string, page: Page, filter: EventFilter) {
  const query: PageQuery = {
    source,
    order: eventOrder,
    filter: (parameters) => conditions(filter, parameters),
  }
  return await readPage<EventRow>(database, projectId, query, page)
}

export async function readPayloads(database: Database, projectId: string, eventIds: readonly string[]) {
  return await database.tenant<{ id: string; envelope: Buffer | null }>(projectId, {
    name: 'read-payloads',
    text: `SELECT id, payload_encrypted AS envelope FROM inbound_events
           WHERE project_id = $1 AND id = ANY ($2::uuid[])`,
    values: [projectId, eventIds],
  })
}

export interface ReplayableEvent extends Record<string, unknown> {
  id: string
  receivedAt: Date
}

/**
 * Events that match and can be applied again, in the order of arrival. Without a payload nothing can be; what
 * arrived while its platform was switched off stays unapplied for as long as it is.
 */
export async function readReplayable(
  database: Database,
  projectId: string,
  filter: EventFilter,
  afterId: string,
  most: number,
): Promise<ReplayableEvent[]> {
  const parameters = new Parameters()
  const project = parameters.add(projectId, 'uuid')
  const where = [`e.project_id = ${project}`, ...conditions(filter, parameters)]
  where.push(`e.id > ${parameters.add(afterId, 'uuid')}`, 'e.payload_encrypted IS NOT NULL')
  where.push(`(e.result IS DISTINCT FROM 'SWITCHED_OFF' OR p.is_active)`)
  return await database.tenant<ReplayableEvent>(projectId, {
    text: `SELECT e.id, e.received_at AS "receivedAt" FROM inbound_events e
           JOIN platforms p ON p.project_id = e.project_id AND p.id = e.platform_id
           WHERE ${where.join(' AND ')} ORDER BY e.id LIMIT ${parameters.add(most, 'int')}`,
    values: parameters.values,
  })
}
