import type { Database, Transaction } from '../../infra/database.ts'
import { isTransient } from '../../infra/database-errors.ts'
import type { Logger } from '../../infra/logger.ts'
import { MetricDeltas } from '../metrics/count-metrics.ts'

/** An address that networks post to: a platform's own, or an app's for all its platforms. */
export type Endpoint =
  | { projectId: string; platformId: string }
  | { projectId: string; appId: string; platformId?: undefined }

interface Counts {
  endpoint: Endpoint
  received: number
  accepted: number
  refused: number
  unclaimed: number
  /** Refusals since the last accepted post; `reset` when there was one. */
  streak: number
  reset: boolean
  answerMs: number
  lastFailure: { at: Date; reason: string } | null
}

const SAVE_EVERY = 1000

const idOf = (endpoint: Endpoint) => endpoint.platformId ?? endpoint.appId

/**
 * Counts what each webhook received, accepted and refused. Gathered in memory and written once a second, so that
 * counting costs accepting nothing; a killed process loses at most its last second of counts, never a message.
 */
export class WebhookStats {
  readonly #database: Database
  readonly #logger: Logger
  #counts = new Map<string, Counts>()
  #saving: Promise<void> = Promise.resolve()
  readonly #timer: NodeJS.Timeout

  constructor(database: Database, logger: Logger) {
    this.#database = database
    this.#logger = logger
    this.#timer = setInterval(() => this.#schedule(), SAVE_EVERY)
    this.#timer.unref()
  }

  accepted(endpoint: Endpoint, answerMs: number): void {
    const counts = this.#of(endpoint)
    counts.received += 1
    counts.accepted += 1
    counts.answerMs += answerMs
    counts.streak = 0
    counts.reset = true
  }

  refused(endpoint: Endpoint, reason: string, answerMs: number): void {
    const counts = this.#of(endpoint)
    counts.received += 1
    counts.refused += 1
    counts.answerMs += answerMs
    counts.streak += 1
    counts.lastFailure = { at: new Date(), reason }
  }

  /** Items of an accepted post that nobody has claimed. */
  unclaimed(endpoint: Endpoint, items: number): void {
    this.#of(endpoint).unclaimed += items
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#schedule()
    await this.#saving
  }

  #of(endpoint: Endpoint): Counts {
    const id = idOf(endpoint)
    let counts = this.#counts.get(id)
    if (!counts) {
      counts = {
        endpoint,
        received: 0,
        accepted: 0,
        refused: 0,
        unclaimed: 0,
        streak: 0,
        reset: false,
        answerMs: 0,
        lastFailure: null,
      }
      this.#counts.set(id, counts)
    }
    return counts
  }

  #schedule(): void {
    if (this.#counts.size === 0) return
    const counts = this.#counts
    this.#counts = new Map()
    this.#saving = this.#saving.then(() => this.#save(counts))
  }

  async #save(counts: Map<string, Counts>): Promise<void> {
    const sorted = [...counts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
    const platforms = sorted.filter(({ endpoint }) => endpoint.platformId !== undefined)
    const apps = sorted.filter(({ endpoint }) => endpoint.platformId === undefined)
    try {
      await this.#database.worker(async (transaction) => {
        if (platforms.length > 0)
          transaction.write({
            name: 'save-webhook-stats',
            text: SAVE,
            values: [JSON.stringify(platforms.map(toRow))],
          })
        if (apps.length > 0)
          transaction.write({
            name: 'save-app-stats',
            text: SAVE_APPS,
            values: [JSON.stringify(apps.map(toRow))],
          })
        await countRefusals(transaction, platforms)
      })
    } catch (error) {
      if (!isTransient(error)) this.#logger.error({ err: error }, 'webhook counts could not be saved')
      this.#giveBack(counts)
    }
  }

  /** The database was away: what could not be written is written later. */
  #giveBack(counts: Map<string, Counts>): void {
    for (const lost of counts.values()) {
      const current = this.#of(lost.endpoint)
      current.received += lost.received
      current.accepted += lost.accepted
      current.refused += lost.refused
      current.unclaimed += lost.unclaimed
      current.answerMs += lost.answerMs
      current.lastFailure ??= lost.lastFailure
      if (!current.reset) {
        current.streak += lost.streak
        current.reset = lost.reset
      }
    }
  }
}

const SAVE = `
UPDATE webhooks w SET received_count = w.received_count + s.received, accepted_count = w.accepted_count + s.accepted,
  refused_count = w.refused_count + s.refused, total_answer_ms = w.total_answer_ms + s.answer_ms, last_received_at = now(),
  failure_streak = CASE WHEN s.reset THEN s.streak ELSE w.failure_streak + s.streak END,
  last_failure_at = coalesce(s.failed_at, w.last_failure_at), last_failure_reason = coalesce(s.reason, w.last_failure_reason)
FROM json_to_recordset($1) AS s (platform_id uuid, project_id uuid, received int, accepted int, refused int, streak int,
  reset boolean, answer_ms float8, failed_at timestamptz, reason text)
WHERE w.project_id = s.project_id AND w.platform_id = s.platform_id`

const SAVE_APPS = `
UPDATE platform_apps a SET received_count = a.received_count + s.received, accepted_count = a.accepted_count + s.accepted,
  refused_count = a.refused_count + s.refused, unclaimed_count = a.unclaimed_count + s.unclaimed, last_received_at = now(),
  last_failure_at = coalesce(s.failed_at, a.last_failure_at), last_failure_reason = coalesce(s.reason, a.last_failure_reason)
FROM json_to_recordset($1) AS s (app_id uuid, project_id uuid, received int, accepted int, refused int, unclaimed int,
  failed_at timestamptz, reason text)
WHERE a.project_id = s.project_id AND a.id = s.app_id`

function toRow({ endpoint, lastFailure, ...counts }: Counts) {
  return {
    project_id: endpoint.projectId,
    ...(endpoint.platformId === undefined
      ? { app_id: endpoint.appId }
      : { platform_id: endpoint.platformId }),
    received: counts.received,
    accepted: counts.accepted,
    refused: counts.refused,
    unclaimed: counts.unclaimed,
    streak: counts.streak,
    reset: counts.reset,
    answer_ms: counts.answerMs,
    failed_at: lastFailure?.at ?? null,
    reason: lastFailure?.reason ?? null,
  }
}

/** What was refused shows in the platform's hour, in the project's time zone. */
async function countRefusals(transaction: Transaction, platforms: readonly Counts[]): Promise<void> {
  const refusing = platforms.filter(({ refused }) => refused > 0)
  if (refusing.length === 0) return
  const zones = await transaction.query<{ id: string; time_zone: string }>({
    text: `SELECT p.id, j.time_zone FROM platforms p JOIN projects j ON j.id = p.project_id WHERE p.id = ANY ($1::uuid[])`,
    values: [refusing.map(({ endpoint }) => idOf(endpoint))],
  })
  for (const { endpoint, refused } of refusing) {
    const metrics = new MetricDeltas()
    const zone = zones.find((row) => row.id === endpoint.platformId)?.time_zone ?? 'UTC'
    metrics.add(idOf(endpoint), zone, new Date(), { webhookErrors: refused })
    await metrics.save(transaction, endpoint.projectId)
  }
}
