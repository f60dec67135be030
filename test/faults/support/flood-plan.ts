import type { Json } from '../../../src/channels/inbound.ts'
import type { Post, SenderTarget } from './webhook-sender.ts'

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
 * Webhooks of two networks: texts of customers, echoes of answers with their statuses in any order, edits and
 * unsends; a share of them delivered again, and all of it shuffled.
 */
export function planFlood(
  whatsapp: SenderTarget & { account: string },
  telegram: SenderTarget & { account: string },
  size: number,
  redelivered: number,
  seed: number,
): FloodPlan {
  const random = seeded(seed)
  const plan: FloodPlan = {
    posts: [],
    messages: new Set(),
    statuses: new Map(),
    edits: new Map(),
    unsent: new Set(),
  }
  const start = Date.now() - 3600_000
  for (let n = 0; plan.posts.length < size; n += 1) {
    const at = new Date(start + n * 300)
    const kind = n % 10
    if (kind < 5) addText(plan, whatsapp, n, at, random)
    else if (kind < 8) addTelegram(plan, telegram, n, at, random, kind)
    else if (kind === 8) addEcho(plan, whatsapp, n, at, random)
    else addUnsent(plan, whatsapp, n, at, random)
  }
  plan.posts.length = Math.max(size, plan.posts.length)
  const again = shuffle([...plan.posts], random).slice(0, Math.round(plan.posts.length * redelivered))
  plan.posts = shuffle([...plan.posts, ...again], random)
  return plan
}

function sampleOf(target: SenderTarget & { account: string }, n: number, at: Date, random: () => number) {
  const person = Math.floor(random() * CUSTOMERS)
  const { samples } = target.channel
  const customer = { externalId: samples.customerId(person), name: `Customer ${person}` }
  return { account: target.account, customer, id: n + 1, text: `message ${n} สวัสดี`, at }
}

function addText(
  plan: FloodPlan,
  target: SenderTarget & { account: string },
  n: number,
  at: Date,
  random: () => number,
) {
  const sample = sampleOf(target, n, at, random)
  plan.messages.add(target.channel.samples.externalId(sample))
  plan.posts.push({ target, body: target.channel.samples.text(sample) })
}

function addTelegram(
  plan: FloodPlan,
  target: SenderTarget & { account: string },
  n: number,
  at: Date,
  random: () => number,
  kind: number,
) {
  const sample = sampleOf(target, n * 2, at, random)
  const body = target.channel.samples.text(sample) as { message: { [key: string]: Json } }
  plan.messages.add(target.channel.samples.externalId(sample))
  plan.posts.push({ target, body })
  if (kind !== 5) return
  const seconds = Math.floor(at.getTime() / 1000)
  const edited = { ...body.message, text: `edited ${n}`, edit_date: seconds + 60 }
  plan.posts.push({ target, body: { update_id: n * 2 + 2, edited_message: edited } })
  plan.edits.set(target.channel.samples.externalId(sample), `edited ${n}`)
}

/** developers.facebook.com/docs/whatsapp/embedded-signup/custom-flows/onboarding-business-app-users: smb_message_echoes */
function addEcho(
  plan: FloodPlan,
  target: SenderTarget & { account: string },
  n: number,
  at: Date,
  random: () => number,
) {
  const sample = sampleOf(target, n, at, random)
  const id = target.channel.samples.externalId(sample)
  const seconds = Math.floor(at.getTime() / 1000)
  const to = sample.customer.externalId
  const echo = {
    from: '6621234567',
    to,
    id,
    timestamp: String(seconds),
    type: 'text',
    text: { body: `answer ${n}` },
  }
  plan.messages.add(id)
  plan.posts.push({ target, body: change(target, 'smb_message_echoes', { message_echoes: [echo] }) })
  const reports = ['sent', 'delivered', 'read'].slice(0, 1 + (n % 3))
  for (const [step, status] of reports.entries()) {
    const report = { id, status, timestamp: String(seconds + step + 1), recipient_id: to }
    plan.posts.push({ target, body: change(target, 'messages', { statuses: [report] }) })
  }
  plan.statuses.set(id, (reports.at(-1) ?? '').toUpperCase())
}

function addUnsent(
  plan: FloodPlan,
  target: SenderTarget & { account: string },
  n: number,
  at: Date,
  random: () => number,
) {
  const sample = sampleOf(target, n, at, random)
  const id = target.channel.samples.externalId(sample)
  plan.messages.add(id)
  plan.posts.push({ target, body: target.channel.samples.text(sample) })
  const seconds = String(Math.floor(at.getTime() / 1000) + 5)
  const revoke = {
    from: sample.customer.externalId,
    id: `${id}.revoke`,
    timestamp: seconds,
    type: 'revoke',
    revoke: { original_message_id: id },
  }
  plan.posts.push({ target, body: change(target, 'messages', { messages: [revoke] }) })
  plan.unsent.add(id)
}

function change(target: { account: string }, field: string, value: { [key: string]: Json }): Json {
  const metadata = { display_phone_number: '6621234567', phone_number_id: target.account }
  return {
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: [{ field, value: { messaging_product: 'whatsapp', metadata, ...value } }] }],
  }
}
