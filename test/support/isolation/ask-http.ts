import type { IdSlot } from './id-slots.ts'
import type { Operation } from './slot-operations.ts'

/** How long a subscription that has nothing to tell is listened to. */
export const QUIET_MS = 250

/** One answer over HTTP, as text. Of a subscription what it says at first. */
export async function askOverHttp(
  url: string,
  credential: string,
  operation: Operation,
  kind: IdSlot['operation'],
): Promise<string> {
  const accept = kind === 'subscription' ? 'text/event-stream' : 'application/json'
  const stop = new AbortController()
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, authorization: `Bearer ${credential}` },
    body: JSON.stringify(operation),
    signal: stop.signal,
  })
  if (kind !== 'subscription') return await response.text()
  const timer = setTimeout(() => stop.abort(), QUIET_MS)
  let text = ''
  try {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString()
  } catch {
    // Ended by ourselves: a subscription that has nothing to tell stays open.
  } finally {
    clearTimeout(timer)
  }
  return text
}
