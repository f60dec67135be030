import { FloodScript, type FloodTarget, scripts } from './flood-scripts.ts'
import type { Post } from './webhook-sender.ts'

/** A pseudo-random sequence that is the same for the same seed, so that a failure can be seen again. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

export function shuffle<T>(list: T[], random: () => number): T[] {
  for (let i = list.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1))
    ;[list[i], list[j]] = [list[j] as T, list[i] as T]
  }
  return list
}

export interface FloodPlan {
  posts: Post[]
  /** External ids of the messages that must be there once, in or out. */
  messages: Set<string>
  /** Delivery status that each message of ours must end with. */
  statuses: Map<string, string>
  /** What each edited message must say. */
  edits: Map<string, string>
  unsent: Set<string>
}

const CUSTOMERS = 60

/**
 * Webhooks of all networks: texts of customers, comments, echoes of answers with their statuses and watermarks,
 * edits and unsends; a share of them delivered again, and all of it shuffled.
 */
export function planFlood(
  targets: readonly FloodTarget[],
  size: number,
  redelivered: number,
  seed: number,
): FloodPlan {
  const random = seeded(seed)
  const script = new FloodScript()
  const start = Date.now() - 3600_000
  for (let n = 0; script.posts.length < size; n += 1) {
    const target = targets[n % targets.length]
    if (!target) throw new Error('a flood needs a target')
    const acts = scripts[target.channel.type] ?? []
    const act = acts[Math.floor(n / targets.length) % acts.length]
    if (!act) throw new Error(`nothing is planned for ${target.channel.type}`)
    const person = Math.floor(random() * CUSTOMERS)
    const customer = { externalId: target.channel.samples.customerId(person), name: `Customer ${person}` }
    const at = new Date(start + n * 300)
    act(script, {
      target,
      n,
      sample: { account: target.account, customer, id: n + 1, text: `message ${n} สวัสดี`, at },
    })
  }
  const { posts, messages, edits, unsent } = script
  const again = shuffle([...posts], random).slice(0, Math.round(posts.length * redelivered))
  const all = shuffle([...posts, ...again], random)
  return { posts: all, messages, edits, unsent, statuses: script.statuses() }
}
