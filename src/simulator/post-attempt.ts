/** One attempt to bring a webhook to its address. */
import type { Account, Json, SimulatedNetwork } from './network.ts'
import { probe } from './probe.ts'

export interface WebhookPost {
  network: SimulatedNetwork
  account: Account
  customer: string
  /** The happening's kind. */
  kind: string
  body: Json
}

/** What became of a post; the latest are kept. */
export interface PostRecord {
  network: string
  account: string
  customer: string
  kind: string
  url: string
  at: number
  attempts: number
  /** Of the last attempt; null: nobody answered. */
  status: number | null
  error?: string
}

/** Whether it was taken: any 2xx. */
export async function attempt(
  { network, account, body }: WebhookPost,
  url: string,
  record: PostRecord,
): Promise<boolean> {
  const isRepeated = record.attempts > 0
  record.attempts += 1
  const told = isRepeated && network.redelivery ? network.redelivery(body) : body
  const bytes = network.encode ? network.encode(told) : Buffer.from(JSON.stringify(told))
  const headers = { 'content-type': 'application/json', ...network.sign(bytes, account) }
  const { status, error } = await probe({ method: 'POST', url, headers, body: bytes })
  record.status = status
  if (error === undefined) delete record.error
  else record.error = error
  return status !== null && status >= 200 && status < 300
}
