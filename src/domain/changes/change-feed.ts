import type { Database } from '../../infra/database.ts'
import type { Logger } from '../../infra/logger.ts'
import type { WakeUps } from '../../infra/pubsub.ts'
import type { Changes, FeedFilter, FeedItem, LoggedChange } from './change.ts'
import { ChangeQueue } from './change-queue.ts'
import { closable } from './closable.ts'
import { ProjectTail } from './project-tail.ts'
import { readChanges, readPosition } from './read-changes.ts'

/** Wake-ups may be lost: every followed log is read this often anyway, milliseconds. */
const READ_AGAIN_EVERY = 1000
/** A quiet client learns this often how far it is, so that it never ends in a Gap, milliseconds. */
const CHECKPOINT_EVERY = 30_000
const PAGE = 500

/** Follows the change logs of the projects that somebody in this process listens to. */
export class ChangeFeed implements Changes {
  readonly #database: Database
  readonly #logger: Logger
  readonly #tails = new Map<string, Promise<ProjectTail>>()
  readonly #timer: NodeJS.Timeout
  readonly #stopListening: () => void
  readonly #checkpointEvery: number

  constructor(database: Database, wakeUps: WakeUps, logger: Logger, checkpointEvery = CHECKPOINT_EVERY) {
    this.#database = database
    this.#logger = logger
    this.#checkpointEvery = checkpointEvery
    this.#stopListening = wakeUps.listen((projectId) => this.#wake(projectId))
    this.#timer = setInterval(() => this.#wake(null), READ_AGAIN_EVERY)
    this.#timer.unref()
  }

  async position(projectId: string): Promise<number> {
    return await readPosition(this.#database, projectId)
  }

  live(projectId: string, filter: FeedFilter): AsyncIterableIterator<LoggedChange> {
    const self = this
    return closable(async function* (onClose) {
      const start = await self.position(projectId)
      for await (const item of self.#follow(projectId, start, filter, onClose))
        if (item.type === 'change') yield item.change
    })
  }

  after(projectId: string, position: number | null, filter: FeedFilter): AsyncIterableIterator<FeedItem> {
    const self = this
    return closable(async function* (onClose) {
      const start = position ?? (await self.position(projectId))
      const gap = await self.#gap(projectId, start)
      if (gap) yield gap
      const seen = gap?.position ?? start
      yield { type: 'checkpoint', position: seen }
      yield* self.#follow(projectId, seen, filter, onClose)
    })
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
    onClose: (close: () => void) => void,
  ): AsyncGenerator<FeedItem, void, undefined> {
    let seen = from
    let toldAt = Date.now()
    for (;;) {
      const { queue, position } = await this.#join(projectId)
      onClose(() => queue.close())
      try {
        for await (const change of this.#missed(projectId, seen, position)) {
          seen = change.position
          if (matches(change, filter)) yield { type: 'change', change }
        }
        for (;;) {
          const next = await queue.next(Math.max(0, toldAt + this.#checkpointEvery - Date.now()))
          if (next === 'closed') return
          if (next === 'overflowed') break
          if (next === 'quiet') yield { type: 'checkpoint', position: seen }
          else if (next.position > seen) {
            seen = next.position
            if (!matches(next, filter)) continue
            yield { type: 'change', change: next }
          } else continue
          toldAt = Date.now()
        }
      } finally {
        queue.close()
      }
    }
  }

  /** Pages of the log at the reader's own pace, up to and with `until` or until nothing more is there. */
  async *#missed(
    projectId: string,
    after: number,
    until = Number.POSITIVE_INFINITY,
  ): AsyncGenerator<LoggedChange> {
    let position = after
    while (position < until) {
      const page = await readChanges(this.#database, projectId, position, PAGE)
      for (const change of page) {
        if (change.position > until) return
        position = change.position
        yield change
      }
      if (page.length < PAGE) return
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
    const tail = await this.#tail(projectId)
    const queue = new ChangeQueue((listener) => {
      tail.listeners.delete(listener)
      if (tail.listeners.size === 0) this.#tails.delete(projectId)
    })
    tail.listeners.add(queue.listener)
    this.#tails.set(projectId, Promise.resolve(tail))
    return { queue, position: tail.position }
  }

  #tail(projectId: string): Promise<ProjectTail> {
    const known = this.#tails.get(projectId)
    if (known) return known
    const tail = this.position(projectId).then(
      (position) => new ProjectTail(projectId, position, this.#database, this.#logger),
    )
    this.#tails.set(projectId, tail)
    tail.catch(() => this.#tails.delete(projectId))
    return tail
  }

  #wake(projectId: string | null): void {
    const woken = projectId === null ? [...this.#tails.values()] : [this.#tails.get(projectId)]
    for (const tail of woken)
      tail?.then(
        (ready) => ready.wake(),
        () => undefined,
      )
  }
}

function matches(change: LoggedChange, filter: FeedFilter): boolean {
  if (filter.platformId !== undefined && change.platformId !== filter.platformId) return false
  return filter.conversationId === undefined || change.conversationId === filter.conversationId
}
