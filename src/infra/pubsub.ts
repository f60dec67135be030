import { EventEmitter } from 'node:events'
import { Redis } from 'ioredis'
import type { Logger } from './logger.ts'

/**
 * Carries wake-ups between processes: "project P has changes". Never truth: what changed is read from
 * PostgreSQL, so that a lost message costs a second and not an event.
 */
export interface WakeUps {
  /** Tells every process that a project's change log grew, and up to where if that is known. Never throws. */
  wake(projectId: string, upTo?: number): void
  /** `listener` also hears `null` after a break, when any project may have changed unheard. */
  listen(listener: WakeUpListener): () => void
  close(): Promise<void>
}

export type WakeUpListener = (projectId: string | null, upTo?: number) => void

const EVENT = 'wake'

function emitter(): EventEmitter {
  return new EventEmitter().setMaxListeners(0)
}

/** Within one process. */
export function inProcessWakeUps(): WakeUps {
  const events = emitter()
  return {
    wake: (projectId, upTo) => void events.emit(EVENT, projectId, upTo),
    listen: (listener) => {
      events.on(EVENT, listener)
      return () => void events.off(EVENT, listener)
    },
    close: async () => void events.removeAllListeners(),
  }
}

const CHANNEL = 'parley:changes'
/** The project, and where its log stands if that is known. */
const MESSAGE = /^([0-9a-f-]{36})(?: (\d{1,15}))?$/

/** Over Redis. An outage is survived: messages of that time are lost, and the listeners are told when it ends. */
export function redisWakeUps(url: string, logger: Logger): WakeUps {
  const events = emitter()
  const options = { maxRetriesPerRequest: null, retryStrategy: (tries: number) => Math.min(50 * tries, 1000) }
  const publisher = new Redis(url, { ...options, enableOfflineQueue: false })
  const subscriber = new Redis(url, { ...options, autoResubscribe: false })
  for (const [name, client] of Object.entries({ publisher, subscriber }))
    client.on('error', (error: Error) => logger.warn({ err: error, client: name }, 'Redis is not reachable'))

  // Subscribing again by hand, since only then it is known from when on nothing is missed.
  subscriber.on('ready', () => {
    subscriber.subscribe(CHANNEL).then(
      () => events.emit(EVENT, null),
      (error: Error) => logger.warn({ err: error }, 'Redis refused the subscription'),
    )
  })
  subscriber.on('message', (_channel, message) => {
    const [, projectId, upTo] = MESSAGE.exec(message) ?? []
    if (projectId !== undefined) events.emit(EVENT, projectId, upTo === undefined ? undefined : Number(upTo))
    else logger.warn({ length: message.length }, 'a foreign message on the Redis channel was ignored')
  })
  return {
    wake: (projectId, upTo) => {
      const message = upTo === undefined ? projectId : `${projectId} ${upTo}`
      publisher.publish(CHANNEL, message).catch((error: Error) => {
        logger.debug({ err: error }, 'a wake-up was lost; listeners read again within a second')
      })
    },
    listen: (listener) => {
      events.on(EVENT, listener)
      return () => void events.off(EVENT, listener)
    },
    close: async () => {
      events.removeAllListeners()
      publisher.disconnect()
      subscriber.disconnect()
    },
  }
}
