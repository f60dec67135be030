import { text } from 'node:stream/consumers'
import { openEgress } from './egress.ts'
import { EgressRefused } from './egress-rules.ts'

export interface DocumentOptions {
  /** For development: addresses inside the house and plain http. */
  allowPrivate: boolean
  timeoutMs: number
  maxBytes: number
}

/** Reads a JSON document at an address that a user named: public and by https, small and soon. Throws EgressRefused. */
export async function fetchDocument(address: string, options: DocumentOptions): Promise<unknown> {
  const { allowPrivate, timeoutMs, maxBytes } = options
  const url = URL.parse(address)
  if (!url || (url.protocol !== 'https:' && !allowPrivate))
    throw new EgressRefused('INVALID_ADDRESS', 'it does not begin with https://')
  const egress = openEgress({
    allowedOrigins: allowPrivate ? [url.origin] : [],
    ports: [Number(url.port || 443)],
    headersMs: timeoutMs,
    idleMs: timeoutMs,
    overallMs: timeoutMs,
  })
  const answer = await egress({ url: url.href, maxBytes })
  if (answer.status === 200) return JSON.parse(await text(answer.body as never))
  answer.destroy()
  throw new Error(`it answered ${answer.status}`)
}
