import type { PlatformMetric } from '../../generated/prisma/client.ts'
import type { Database } from '../../infra/database.ts'
import { type RowOf, readByIds, type Source, selectList } from '../rows.ts'

const METRIC = [
  'id',
  'platformId',
  'hour',
  'totalMessages',
  'incomingMessages',
  'outgoingMessages',
  'aiResponses',
  'humanResponses',
  'newConversations',
  'closedConversations',
  'responseCount',
  'responseSeconds',
  'webhookErrors',
  'apiErrors',
  'processingErrors',
  'updatedAt',
] as const
/** `at` is the instant the hour or day begins in the project's time zone. */
export type MetricRow = RowOf<PlatformMetric, (typeof METRIC)[number]> & { at: Date }

export type Granularity = 'HOUR' | 'DAY'

export interface Span {
  /** The hour or day that contains it is the first. */
  from: Date
  /** What begins here or later is left out. */
  to: Date
  granularity: Granularity
}

const AT = `(m.date + make_interval(hours => coalesce(m.hour, 0))) AT TIME ZONE z.time_zone`

const source: Source = {
  name: 'platform_metrics',
  alias: 'm',
  from: 'platform_metrics m JOIN projects z ON z.id = m.project_id',
  select: `${selectList('m', METRIC)}, ${AT} AS at`,
}

export async function readMetrics(database: Database, projectId: string, ids: readonly string[]) {
  return await readByIds<MetricRow>(database, projectId, source, ids)
}

/** Counters of several platforms, oldest first. The dates bound the index, the instants decide. */
export async function readMetricsOf(
  database: Database,
  projectId: string,
  platformIds: readonly string[],
  { from, to, granularity }: Span,
) {
  const unit = granularity === 'HOUR' ? 'hour' : 'day'
  return await database.tenant<MetricRow>(projectId, {
    name: `metrics-by-${unit}`,
    text: `SELECT ${source.select} FROM ${source.from}
           WHERE m.project_id = $1 AND m.platform_id = ANY ($2::uuid[]) AND m.hour IS ${unit === 'hour' ? 'NOT ' : ''}NULL
             AND m.date BETWEEN ($3::timestamptz AT TIME ZONE 'UTC')::date - 1 AND ($4::timestamptz AT TIME ZONE 'UTC')::date + 1
             AND ${AT} >= date_trunc('${unit}', $3::timestamptz, z.time_zone) AND ${AT} < $4::timestamptz
           ORDER BY m.platform_id, m.date, m.hour`,
    values: [projectId, platformIds, from, to],
  })
}
