import { setTimeout as delay } from 'node:timers/promises'
import { inBackground } from '../../infra/background.ts'
import type { Statement } from '../../infra/database.ts'
import type { PipelinedConnection } from '../../infra/pipelined-connection.ts'
import { newId } from '../../infra/uuid.ts'
import type { Vault } from '../../infra/vault.ts'
import type { Queue } from '../../jobs/queue.ts'
import type { ApplySoon } from './apply-soon.ts'
import { payloadBoundTo } from './payload-binding.ts'
import type { RoutedItems } from './route-items.ts'
import { SAFETY_NET_SECONDS, SafetyNet } from './safety-net.ts'
import { type SerialisedItem, serialiseItems } from './serialise-items.ts'

/**
 * Accepts webhooks by group commit: everything that arrived while the last flush was under way goes to
 * PostgreSQL in one transaction, with the jobs that will apply it. Nothing waits on a timer, and nobody is told
 * 200 before the commit. This is a hot path: one statement stores a whole flush, all statements travel in one
 * trip, and the payloads travel as one block of bytes instead of an escaped array.
 */
export interface AcceptedPost {
  /** The items by the platform they belong to: all of one project. */
  routed: readonly RoutedItems[]
  /** Of the whole body, for evidence. */
  bodySha256: Buffer
  receivedAt: Date
}

/** Too much is waiting, or the database does not answer: the network is asked to come again. */
export class IntakeUnavailable extends Error {
  override readonly name = 'IntakeUnavailable'
  readonly code = 'INTAKE_UNAVAILABLE'
}

interface Waiting extends Omit<AcceptedPost, 'routed'> {
  items: SerialisedItem[]
  characters: number
  resolve: () => void
  reject: (error: Error) => void
}

interface EventRow {
  projectId: string
  platformId: string
  id: string
  dedupeKey: string
  deliveries: number
  status: 'PENDING' | 'IGNORED'
  payload: Buffer
  bodySha256: Buffer
  receivedAt: Date
}

const MOST_ITEMS_PER_FLUSH = 500
const MOST_CHARACTERS_PER_FLUSH = 16 * 1024 * 1024
const FLUSHES_APART_MS = 2
const MANY_WAITING = 32
const MOST_WAITING_POSTS = 20_000
const MOST_WAITING_CHARACTERS = 256 * 1024 * 1024

const STORE = `
WITH input AS (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::int[], $6::text[], $7::int[], $8::int[], $9::timestamptz[])
    WITH ORDINALITY AS t (project_id, platform_id, id, dedupe_key, deliveries, status, start, length, received_at, n)
), keys AS (
  INSERT INTO inbound_keys (project_id, platform_id, dedupe_key, event_id, delivery_count, first_delivered_at, last_delivered_at)
  SELECT project_id, platform_id, dedupe_key, id, deliveries, received_at, received_at FROM input
  ON CONFLICT (project_id, platform_id, dedupe_key) DO UPDATE
    SET delivery_count = inbound_keys.delivery_count + excluded.delivery_count, last_delivered_at = excluded.last_delivered_at
  RETURNING event_id
)
INSERT INTO inbound_events (project_id, id, platform_id, dedupe_key, status, result, payload_encrypted, body_sha256, received_at)
SELECT i.project_id, i.id, i.platform_id, i.dedupe_key, i.status, CASE i.status WHEN 'IGNORED' THEN 'SWITCHED_OFF' END,
       substring($10::bytea FROM i.start + 1 FOR i.length), substring($11::bytea FROM (32 * (i.n - 1) + 1)::int FOR 32), i.received_at
FROM input i JOIN keys ON keys.event_id = i.id`

export class Intake {
  readonly #connection: PipelinedConnection
  readonly #queue: Queue
  readonly #vault: Vault
  readonly #soon: ApplySoon | undefined
  readonly #net = new SafetyNet()
  #waiting: Waiting[] = []
  #waitingCharacters = 0
  #flushing = false
  #idle: Promise<void> = Promise.resolve()

  /** `soon`: applies in this very process what was accepted; its jobs then are a safety net, due a moment later. */
  constructor(connection: PipelinedConnection, queue: Queue, vault: Vault, soon?: ApplySoon) {
    this.#connection = connection
    this.#queue = queue
    this.#vault = vault
    this.#soon = soon
  }

  /** Resolves once the post is durable. Rejects with IntakeUnavailable when it is not known to be, or PostTooLarge. */
  async accept({ routed, ...post }: AcceptedPost): Promise<void> {
    const items = serialiseItems(routed)
    if (items.length === 0) return
    const characters = items.reduce((sum, { text }) => sum + text.length, 0)
    if (
      this.#waiting.length >= MOST_WAITING_POSTS ||
      this.#waitingCharacters + characters > MOST_WAITING_CHARACTERS
    )
      throw new IntakeUnavailable('more webhooks are waiting than can be kept in memory')
    this.#waitingCharacters += characters
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ ...post, items, characters, resolve, reject })
      if (!this.#flushing) {
        this.#flushing = true
        this.#idle = inBackground(() => this.#flushAll())
      }
    })
  }

  /** Waits for what is under way. */
  async drain(): Promise<void> {
    await this.#idle
  }

  async #flushAll(): Promise<void> {
    // One turn of the event loop lets the requests that arrived together join the first flush.
    await new Promise(setImmediate)
    while (this.#waiting.length > 0) {
      const started = performance.now()
      await this.#flush(this.#take())
      await this.#breathe(started)
    }
    this.#flushing = false
  }

  /**
   * A steady stream would be flushed a post or two at a time, each with a commit of its own: flushes that are small
   * start a moment apart. One post alone, or many at once, wait for nothing.
   */
  async #breathe(started: number): Promise<void> {
    const rest = FLUSHES_APART_MS - (performance.now() - started)
    if (rest > 0 && this.#waiting.length < MANY_WAITING) await delay(rest)
  }

  /** Whole posts up to the limit: a post is never split over two transactions. */
  #take(): Waiting[] {
    let items = 0
    let characters = 0
    let posts = 0
    for (const post of this.#waiting) {
      items += post.items.length
      characters += post.characters
      if (posts > 0 && (items > MOST_ITEMS_PER_FLUSH || characters > MOST_CHARACTERS_PER_FLUSH)) break
      posts += 1
    }
    const taken = this.#waiting.splice(0, posts)
    this.#waitingCharacters -= taken.reduce((sum, post) => sum + post.characters, 0)
    return taken
  }

  async #flush(posts: Waiting[]): Promise<void> {
    try {
      await this.#store(posts)
      for (const post of posts) post.resolve()
    } catch (error) {
      // One post may be what the database refuses: let the others through.
      if (posts.length > 1 && !this.#connection.isUnavailable(error)) {
        for (const post of posts) await this.#flush([post])
        return
      }
      const failure = new IntakeUnavailable('the webhook could not be stored', { cause: error })
      for (const post of posts) post.reject(failure)
    }
  }

  async #store(posts: Waiting[]): Promise<void> {
    const rows = this.#rows(posts)
    const due = firstPending(rows)
    const now = Date.now()
    const jobs = this.#soon ? due.filter(({ projectId }) => !this.#net.holds(projectId, now)) : due
    const statements: Statement[] = [{ name: 'accept-webhooks', text: STORE, values: storeValues(rows) }]
    if (jobs.length > 0) {
      const startAfter = this.#soon ? SAFETY_NET_SECONDS : 0
      statements.push(await this.#queue.statement('apply-inbound', jobs, startAfter))
    }
    await this.#connection.transact(statements)
    if (!this.#soon) return
    for (const { projectId } of jobs) this.#net.spread(projectId, now)
    for (const { projectId, eventIds } of due) this.#soon.accepted(projectId, eventIds)
  }

  #rows(posts: Waiting[]): EventRow[] {
    const byKey = new Map<string, EventRow>()
    for (const post of posts) {
      for (const item of post.items) {
        const key = `${item.target.platformId} ${item.dedupeKey}`
        const repeated = byKey.get(key)
        if (repeated) repeated.deliveries += 1
        else byKey.set(key, this.#row(post, item))
      }
    }
    // In the order of the unique index: two flushes that share keys in different orders would deadlock.
    return [...byKey.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
  }

  #row(post: Waiting, { target, dedupeKey, text }: SerialisedItem): EventRow {
    const id = newId()
    return {
      projectId: target.projectId,
      platformId: target.platformId,
      id,
      dedupeKey,
      deliveries: 1,
      status: target.isActive ? 'PENDING' : 'IGNORED',
      payload: this.#vault.seal(text, payloadBoundTo(id)),
      bodySha256: post.bodySha256,
      receivedAt: post.receivedAt,
    }
  }
}

/** One job per flush and project. It names the oldest event alone: all that are due from there on get their turn. */
function firstPending(rows: EventRow[]): { projectId: string; eventIds: [string] }[] {
  const oldest = new Map<string, string>()
  for (const { status, projectId, id } of rows) {
    const known = oldest.get(projectId)
    if (status === 'PENDING' && (known === undefined || id < known)) oldest.set(projectId, id)
  }
  return [...oldest].map(([projectId, id]) => ({ projectId, eventIds: [id] }))
}

function storeValues(rows: EventRow[]): unknown[] {
  let start = 0
  const starts = rows.map((row) => {
    const at = start
    start += row.payload.length
    return at
  })
  return [
    rows.map((row) => row.projectId),
    rows.map((row) => row.platformId),
    rows.map((row) => row.id),
    rows.map((row) => row.dedupeKey),
    rows.map((row) => row.deliveries),
    rows.map((row) => row.status),
    starts,
    rows.map((row) => row.payload.length),
    rows.map((row) => row.receivedAt.toISOString()),
    Buffer.concat(rows.map((row) => row.payload)),
    Buffer.concat(rows.map((row) => row.bodySha256)),
  ]
}
