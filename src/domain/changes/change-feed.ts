import type { Database } from '../../infra/database.ts'
import type { Logger } from '../../infra/logger.ts'
import type { WakeUps } from '../../infra/pubsub.ts'
import type { Changes, Feed, FeedFilter, FeedItem, LoggedChange } from './change.ts'
import { ChangeQueue } from './change-queue.ts'
import { closable, type FeedHandle } from './closable.ts'
import { ProjectTail } from './project-tail.ts'
import { readChanges, readPosition } from './read-changes.ts'

/** Wake-ups may be lost: every followed log is read this often anyway, milliseconds. */
const READ_AGAIN_EVERY = 1000
/** A quiet client learns this often how far it is, so that it never ends in a Gap, milliseconds. */
const CHECKPOINT_EVERY = 30_000
const PAGE = 500

interface TailEntry {
  tail: Promise<ProjectTail>
  users: number
}

/** Follows the change logs of the projects that somebody in this process listens to. */
export class ChangeFeed implements Changes {
  readonly #database: Database
  readonly #logger: Logger
  readonly #tails = new Map<string, TailEntry>()
  readonly #timer: NodeJS.Timeout
  readonly #stopListening: () => void
  readonly #checkpointEvery: number

  constructor(database: Database, wakeUps: WakeUps, logger: Logger, checkpointEvery = CHECKPOINT_EVERY) {
    this.#database = database
    this.#logger = logger
    this.#checkpointEvery = checkpointEvery
    this.#stopListening = wakeUps.listen((projectId, upTo) => this.#wake(projectId, upTo))
    this.#timer = setInterval(() => this.#wake(null), READ_AGAIN_EVERY)
    this.#timer.unref()
  }

  async position(projectId: string): Promise<number> {
    return await readPosition(this.#database, projectId)
  }

  live(projectId: string, filter: FeedFilter): Feed<LoggedChange> {
    const self = this
    return changesOnly(
      closable<FeedItem>(async function* (handle) {
        yield* self.#follow(projectId, await self.position(projectId), filter, handle)
      }),
    )
  }

  after(projectId: string, position: number | null, filter: FeedFilter): Feed<FeedItem> {
    const self = this
    return closable<FeedItem>(async function* (handle) {
      const start = position ?? (await self.position(projectId))
      const gap = await self.#gap(projectId, start)
      if (gap) yield gap
      const seen = gap?.position ?? start
      yield { type: 'checkpoint', position: seen }
      yield* self.#follow(projectId, seen, filter, handle)
    })
  }

  /** Tells the subscribers of this process what it has just committed itself: they need not read it. */
  give(projectId: string, changes: readonly LoggedChange[]): void {
    this.#tails.get(projectId)?.tail.then(
      (ready) => ready.give(changes),
      () => undefined,
    )
  }

  close(): void {
    clearInterval(this.#timer)
    this.#stopListening()
    this.#tails.clear()
  }

  /**
   * Everything after a position: from the log what was missed, then live from the tail. A reader that falls
   * behind what its queue holds reads the log again and rejoins, so that it loses nothing and holds no memory.
   */
  async *#follow(
    projectId: string,
    from: number,
    filter: FeedFilter,
    { onClose, waiting }: FeedHandle<FeedItem>,
  ): AsyncGenerator<FeedItem, void, undefined> {
    let seen = from
    let toldAt = Date.now()
    const take = (changes: readonly LoggedChange[]) => {
      for (const change of changes) {
        if (change.position <= seen) continue
        seen = change.position
        if (matches(change, filter)) waiting.push({ type: 'change', change })
      }
    }
    for (;;) {
      const { queue, position } = await this.#join(projectId)
      onClose(() => queue.close())
      try {
        for await (const page of this.#missed(projectId, seen, position)) {
          take(page)
          yield* given(waiting)
        }
        for (;;) {
          const next = await queue.next(Math.max(0, toldAt + this.#checkpointEvery - Date.now()))
          if (next === 'closed') return
          if (next === 'overflowed') break
          if (next === 'quiet') waiting.push({ type: 'checkpoint', position: seen })
          else take(next)
          if (waiting.length > 0) toldAt = Date.now()
          yield* given(waiting)
        }
      } finally {
        queue.close()
      }
    }
  }

  /** Pages of the log at the reader's own pace, up to and with `until`. */
  async *#missed(projectId: string, after: number, until: number): AsyncGenerator<LoggedChange[]> {
    let position = after
    while (position < until) {
      const page = await readChanges(this.#database, projectId, position, PAGE)
      if (page.length === 0) return
      yield page
      position = page.at(-1)?.position ?? until
    }
  }

  /** The log is dense: if the next position is not there while later ones are given out, it was removed. */
  async #gap(projectId: string, position: number): Promise<Extract<FeedItem, { type: 'gap' }> | null> {
    const last = await this.position(projectId)
    if (position > last)
      return {
        type: 'gap',
        position: last,
        reason: 'The cursor is ahead of the change log, as after a restored backup.',
      }
    if (position === last) return null
    const [next] = await readChanges(this.#database, projectId, position, 1)
    if (next?.position === position + 1) return null
    return { type: 'gap', position: last, reason: 'What happened after the cursor is no longer kept.' }
  }

  async #join(projectId: string): Promise<{ queue: ChangeQueue; position: number }> {
    const entry = this.#enter(projectId)
    try {
      const tail = await entry.tail
      const queue = new ChangeQueue((listener) => {
        tail.listeners.delete(listener)
        this.#quit(projectId, entry)
      })
      tail.listeners.add(queue.listener)
      return { queue, position: tail.position }
    } catch (error) {
      this.#quit(projectId, entry)
      throw error
    }
  }

  /** Counted from before the tail is there: one that is being joined is not given up by another who leaves. */
  #enter(projectId: string): TailEntry {
    let entry = this.#tails.get(projectId)
    if (!entry) {
      const tail = this.position(projectId).then(
        (position) => new ProjectTail(projectId, position, this.#database, this.#logger),
      )
      entry = { tail, users: 0 }
      this.#tails.set(projectId, entry)
    }
    entry.users += 1
    return entry
  }

  #quit(projectId: string, entry: TailEntry): void {
    entry.users -= 1
    if (entry.users === 0 && this.#tails.get(projectId) === entry) this.#tails.delete(projectId)
  }

  #wake(projectId: string | null, upTo?: number): void {
    const woken = projectId === null ? [...this.#tails.values()] : [this.#tails.get(projectId)]
    for (const entry of woken)
      entry?.tail.then(
        (ready) => ready.wake(upTo),
        () => undefined,
      )
  }
}

/** Gives what waits, one by one: whoever asks for all that is ready meanwhile takes it from here. */
function* given<T>(waiting: T[]): Generator<T, void, undefined> {
  for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) yield item
}

function changesOnly(feed: Feed<FeedItem>): Feed<LoggedChange> {
  const changeOf = (item: FeedItem) => (item.type === 'change' ? [item.change] : [])
  const next = async (): Promise<IteratorResult<LoggedChange, void>> => {
    for (;;) {
      const result = await feed.next()
      if (result.done) return { done: true, value: undefined }
      if (result.value.type === 'change') return { done: false, value: result.value.change }
    }
  }
  return {
    next,
    return: async () => {
      await feed.return?.()
      return { done: true, value: undefined }
    },
    ready: (most) => (feed.ready?.(most) ?? []).flatMap(changeOf),
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

function matches(change: LoggedChange, filter: FeedFilter): boolean {
  if (filter.platformId !== undefined && change.platformId !== filter.platformId) return false
  return filter.conversationId === undefined || change.conversationId === filter.conversationId
}
