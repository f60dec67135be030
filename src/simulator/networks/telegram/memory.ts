/** What the simulated Telegram remembers about a bot. */
import { type Account, perAccount, type SimulatedPress, type World } from '../../network.ts'

interface CallbackQuery {
  press: SimulatedPress
  at: number
}

interface BotMemory {
  lastUpdateId: number
  lastMessageId: number
  /** Null: registered by the control API, which asks for everything. */
  allowedUpdates: readonly string[] | null
  maxConnections: number
  callbackQueries: Map<string, CallbackQuery>
}

const MAX_CALLBACK_QUERIES = 5000

export const memoryOf = perAccount<BotMemory>(() => ({
  lastUpdateId: 0,
  lastMessageId: 0,
  allowedUpdates: null,
  maxConnections: 40,
  callbackQueries: new Map(),
}))

/** Counted per bot. The time keeps a simulator that was started again from repeating itself. */
export function nextUpdateId(account: Account, world: World): number {
  const memory = memoryOf(account)
  memory.lastUpdateId = memory.lastUpdateId === 0 ? secondsSince2025(world) : memory.lastUpdateId + 1
  return memory.lastUpdateId
}

/** Counted through all private chats of a bot, as on the platform. */
export function nextMessageId(account: Account, world: World): number {
  const memory = memoryOf(account)
  memory.lastMessageId = memory.lastMessageId === 0 ? secondsSince2025(world) : memory.lastMessageId + 1
  return memory.lastMessageId
}

function secondsSince2025(world: World): number {
  return Math.floor((world.now() - Date.UTC(2025, 0)) / 1000)
}

export function keepCallbackQuery(account: Account, id: string, query: CallbackQuery): void {
  const { callbackQueries } = memoryOf(account)
  callbackQueries.set(id, query)
  const oldest = callbackQueries.keys().next().value
  if (callbackQueries.size > MAX_CALLBACK_QUERIES && oldest !== undefined) callbackQueries.delete(oldest)
}
