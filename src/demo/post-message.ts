import { channelOf } from '../channels/index.ts'
import type { DemoPlatform } from './demo-file.ts'

export interface DemoMessage {
  customer: { externalId: string; name: string }
  text: string
}

let last = 0

/** Distinct over restarts, and small enough for every network's numeric ids. */
function nextId(): number {
  last = Math.max(last + 1, Date.now())
  return last
}

/** Posts a customer's message as the network would: its own body, its own signature, over HTTP. */
export async function postMessage(
  platform: DemoPlatform,
  message: DemoMessage,
): Promise<{ status: number; ms: number }> {
  const channel = channelOf(platform.type)
  if (!channel) throw new Error(`There is no channel for ${platform.type}`)
  const sample = { account: platform.externalId, id: nextId(), at: new Date(), ...message }
  const body = Buffer.from(JSON.stringify(channel.samples.text(sample)))
  const headers = { 'content-type': 'application/json', ...channel.webhook.sign(body, platform.secret) }
  const started = performance.now()
  const response = await fetch(platform.webhookUrl, {
    method: 'POST',
    headers,
    body,
    signal: AbortSignal.timeout(10_000),
  })
  await response.text()
  return { status: response.status, ms: performance.now() - started }
}
