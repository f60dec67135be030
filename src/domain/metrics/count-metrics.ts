import type { Transaction } from '../../infra/database.ts'
import { newId } from '../../infra/uuid.ts'
import { localHour } from './local-hour.ts'

/** What one moment adds to the hour and the day of a platform. */
export interface MetricCounts {
  totalMessages?: number
  incomingMessages?: number
  outgoingMessages?: number
  aiResponses?: number
  humanResponses?: number
  newConversations?: number
  closedConversations?: number
  responseCount?: number
  responseSeconds?: number
  webhookErrors?: number
  processingErrors?: number
}

interface Bucket {
  platformId: string
  date: string
  hour: number | null
  counts: Required<MetricCounts>
}

const NOTHING: Required<MetricCounts> = {
  totalMessages: 0,
  incomingMessages: 0,
  outgoingMessages: 0,
  aiResponses: 0,
  humanResponses: 0,
  newConversations: 0,
  closedConversations: 0,
  responseCount: 0,
  responseSeconds: 0,
  webhookErrors: 0,
  processingErrors: 0,
}

const names = Object.keys(NOTHING) as (keyof MetricCounts)[]
const columnOf = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const COLUMNS = names.map(columnOf)

/** Gathers counts so that each hour and day is written once per transaction. */
export class MetricDeltas {
  readonly #buckets = new Map<string, Bucket>()

  /** `timeZone` is the project's: hours and days are its own. */
  add(platformId: string, timeZone: string, at: Date, counts: MetricCounts): void {
    const { date, hour } = localHour(at, timeZone)
    this.#addTo(platformId, date, hour, counts)
    this.#addTo(platformId, date, null, counts)
  }

  #addTo(platformId: string, date: string, hour: number | null, counts: MetricCounts): void {
    const key = `${platformId} ${date} ${hour === null ? 'day' : String(hour).padStart(2, '0')}`
    let bucket = this.#buckets.get(key)
    if (!bucket) {
      bucket = { platformId, date, hour, counts: { ...NOTHING } }
      this.#buckets.set(key, bucket)
    }
    for (const name of names) bucket.counts[name] += counts[name] ?? 0
  }

  /** Locks the rows of the hours and days in one order over all transactions. */
  async save(transaction: Transaction, projectId: string): Promise<void> {
    if (this.#buckets.size === 0) return
    const sorted = [...this.#buckets.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, bucket]) => bucket)
    const rows = sorted.map(({ platformId, date, hour, counts }) => ({
      id: newId(),
      platform_id: platformId,
      date,
      hour,
      ...Object.fromEntries(names.map((name) => [columnOf(name), counts[name]])),
    }))
    const types = COLUMNS.map(
      (column) => `${column} ${column === 'response_seconds' ? 'float8' : 'int'}`,
    ).join(', ')
    transaction.write({
      name: 'save-metrics',
      text: `INSERT INTO platform_metrics (project_id, id, platform_id, date, hour, ${COLUMNS.join(', ')})
             SELECT $1, * FROM json_to_recordset($2) AS m (id uuid, platform_id uuid, date date, hour smallint, ${types})
             ON CONFLICT (project_id, platform_id, date, hour) DO UPDATE SET
               ${COLUMNS.map((column) => `${column} = platform_metrics.${column} + excluded.${column}`).join(', ')},
               updated_at = now()`,
      values: [projectId, JSON.stringify(rows)],
    })
  }
}
