/**
 * Posts webhooks: for each account one after the other, repeated a few times where nobody took them, never without
 * bound. Faults change the order and number of posts here and nowhere else.
 */
import type { Account, WebhookFault } from './network.ts'
import { attempt, type PostRecord, type WebhookPost } from './post-attempt.ts'

export type { PostRecord, WebhookPost } from './post-attempt.ts'

export interface FaultOfPost {
  fault: WebhookFault
  delayMs?: number | undefined
}

interface Lane {
  queue: (WebhookPost & { delayMs: number })[]
  /** Null: nothing to post. */
  run: Promise<void> | null
  /** Waiting for a later post to pass them. */
  overtaken: WebhookPost[]
  /** Waiting to be joined. */
  batch: WebhookPost[]
  timers: Set<NodeJS.Timeout>
}

const MAX_QUEUED = 5000
const MAX_RECORDS = 500
const HOLD_MS = 300
const DELAY_MS = 1000

export class WebhookPoster {
  #lanes = new Map<Account, Lane>()
  #records: PostRecord[] = []
  #idle: (() => void)[] = []
  #closed = false
  readonly #retryDelaysMs: readonly number[]
  readonly #now: () => number
  readonly #onError: (error: unknown) => void

  constructor(options: {
    retryDelaysMs: readonly number[]
    now: () => number
    onError: (error: unknown) => void
  }) {
    this.#retryDelaysMs = options.retryDelaysMs
    this.#now = options.now
    this.#onError = options.onError
  }

  get records(): readonly PostRecord[] {
    return this.#records
  }

  /** Posts that are still to be made, of all accounts. */
  get pending(): number {
    return [...this.#lanes.values()].reduce((sum, lane) => sum + waiting(lane), 0)
  }

  add(post: WebhookPost, faults: readonly FaultOfPost[]): void {
    if (this.#closed || post.account.webhookUrl === null) return
    const lane = this.#lane(post.account)
    const of = (fault: WebhookFault) => faults.find((one) => one.fault === fault)
    const [batch, reorder, delay] = [of('batch'), of('reorder'), of('delay')]
    // What comes after a batch that is being collected joins it: it must not arrive before.
    if (batch || lane.batch.length > 0) {
      if (lane.batch.length === 0) this.#later(lane, batch?.delayMs ?? HOLD_MS, () => this.#flushBatch(lane))
      lane.batch.push(post)
    } else if (reorder && lane.overtaken.length === 0) {
      lane.overtaken.push(post)
      this.#later(lane, reorder.delayMs ?? HOLD_MS, () => this.#release(lane))
    } else {
      this.#queue(lane, post, delay ? (delay.delayMs ?? DELAY_MS) : 0)
      this.#release(lane)
    }
    if (of('duplicate')) this.add(post, [])
  }

  /** When no post is waiting or on its way: of one account, or of all. */
  async settled(account?: Account): Promise<void> {
    const isSettled = () => {
      const lane = account && this.#lanes.get(account)
      return account ? !lane || waiting(lane) === 0 : this.pending === 0
    }
    while (!isSettled()) await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  /** Forgets what has not been posted, and waits for what is on its way. */
  async clear(): Promise<void> {
    const lanes = [...this.#lanes.values()]
    for (const lane of lanes) {
      for (const timer of lane.timers) clearTimeout(timer)
      lane.queue = []
    }
    this.#lanes.clear()
    this.#wakeIdle()
    await Promise.all(lanes.map((lane) => lane.run))
    this.#records = []
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.clear()
  }

  #lane(account: Account): Lane {
    const lane = this.#lanes.get(account) ?? {
      queue: [],
      run: null,
      overtaken: [],
      batch: [],
      timers: new Set(),
    }
    this.#lanes.set(account, lane)
    return lane
  }

  #later(lane: Lane, ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      lane.timers.delete(timer)
      act()
    }, ms)
    lane.timers.add(timer)
  }

  #release(lane: Lane): void {
    for (const post of lane.overtaken.splice(0)) this.#queue(lane, post, 0)
  }

  #flushBatch(lane: Lane): void {
    const posts = lane.batch.splice(0)
    const first = posts[0]
    if (!first) return
    for (const body of first.network.merge(posts.map((post) => post.body))) {
      this.#queue(lane, { ...first, body, kind: posts.length > 1 ? 'batch' : first.kind }, 0)
    }
  }

  #queue(lane: Lane, post: WebhookPost, delayMs: number): void {
    if (lane.queue.length >= MAX_QUEUED) lane.queue.shift()
    lane.queue.push({ ...post, delayMs })
    lane.run ??= this.#run(lane)
  }

  /** Never rejects: a body that cannot be posted must not hold up the others. */
  async #run(lane: Lane): Promise<void> {
    for (let post = lane.queue[0]; post; post = lane.queue[0]) {
      await pause(post.delayMs)
      // Emptied meanwhile.
      if (lane.queue[0] !== post) continue
      await this.#post(post, () => lane.queue[0] === post).catch(this.#onError)
      // After the attempt, so that a post on its way counts as pending.
      if (lane.queue[0] === post) lane.queue.shift()
    }
    lane.run = null
    this.#wakeIdle()
  }

  async #post(post: WebhookPost, isWanted: () => boolean): Promise<void> {
    const { network, account, customer, kind } = post
    const url = account.webhookUrl
    if (url === null) return
    const record: PostRecord = {
      network: network.type,
      account: account.externalId,
      customer,
      kind,
      url,
      at: this.#now(),
      attempts: 0,
      status: null,
    }
    this.#records.push(record)
    if (this.#records.length > MAX_RECORDS) this.#records.shift()
    for (const waitMs of [0, ...this.#retryDelaysMs]) {
      await pause(waitMs)
      if (!isWanted()) return
      if (await attempt(post, url, record)) return
    }
  }

  #wakeIdle(): void {
    for (const resolve of this.#idle.splice(0)) resolve()
  }
}

function waiting(lane: Lane): number {
  return lane.queue.length + lane.overtaken.length + lane.batch.length
}

function pause(ms: number): Promise<void> {
  return ms === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms))
}
