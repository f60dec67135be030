import { type Database, isTransient } from '../../infra/database.ts'
import type { Logger } from '../../infra/logger.ts'
import { MetricDeltas } from '../metrics/count-metrics.ts'

interface Counts {
  projectId: string
  received: number
  accepted: number
  refused: number
  /** Refusals since the last accepted post; `reset` when there was one. */
  streak: number
  reset: boolean
  answerMs: number
  lastFailure: { at: Date; reason: string } | null
}

const SAVE_EVERY = 1000

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

  accepted(target: { projectId: string; platformId: string }, answerMs: number): void {
    const counts = this.#of(target)
    counts.received += 1
    counts.accepted += 1
    counts.answerMs += answerMs
    counts.streak = 0
    counts.reset = true
  }

  refused(target: { projectId: string; platformId: string }, reason: string, answerMs: number): void {
    const counts = this.#of(target)
    counts.received += 1
    counts.refused += 1
    counts.answerMs += answerMs
    counts.streak += 1
    counts.lastFailure = { at: new Date(), reason }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#schedule()
    await this.#saving
  }

  #of({ projectId, platformId }: { projectId: string; platformId: string }): Counts {
    let counts = this.#counts.get(platformId)
    if (!counts) {
      counts = {
        projectId,
        received: 0,
        accepted: 0,
        refused: 0,
        streak: 0,
        reset: false,
        answerMs: 0,
        lastFailure: null,
      }
      this.#counts.set(platformId, counts)
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
    const sorted = [...counts.entries()].sort(([a], [b]) => (a < b ? -1 : 1))
    try {
      await this.#database.worker(async (transaction) => {
        const zones = await transaction.query<{ id: string; time_zone: string }>({
          text: `SELECT p.id, j.time_zone FROM platforms p JOIN projects j ON j.id = p.project_id WHERE p.id = ANY ($1::uuid[])`,
          values: [sorted.map(([platformId]) => platformId)],
        })
        await transaction.query({
          name: 'save-webhook-stats',
          text: SAVE,
          values: [JSON.stringify(sorted.map(toRow))],
        })
        for (const [platformId, { projectId, refused }] of sorted) {
          if (refused === 0) continue
          const metrics = new MetricDeltas()
          const zone = zones.find((row) => row.id === platformId)?.time_zone ?? 'UTC'
          metrics.add(platformId, zone, new Date(), { webhookErrors: refused })
          await metrics.save(transaction, projectId)
        }
      })
    } catch (error) {
      if (!isTransient(error)) this.#logger.error({ err: error }, 'webhook counts could not be saved')
      this.#giveBack(counts)
    }
  }

  /** The database was away: what could not be written is written later. */
  #giveBack(counts: Map<string, Counts>): void {
    for (const [platformId, lost] of counts) {
      const current = this.#of({ projectId: lost.projectId, platformId })
      current.received += lost.received
      current.accepted += lost.accepted
      current.refused += lost.refused
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

function toRow([platformId, counts]: [string, Counts]) {
  return {
    platform_id: platformId,
    project_id: counts.projectId,
    received: counts.received,
    accepted: counts.accepted,
    refused: counts.refused,
    streak: counts.streak,
    reset: counts.reset,
    answer_ms: counts.answerMs,
    failed_at: counts.lastFailure?.at ?? null,
    reason: counts.lastFailure?.reason ?? null,
  }
}
