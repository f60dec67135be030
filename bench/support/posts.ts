import { channelOf } from '../../src/channels/index.ts'
import type { Prepared } from './parley.ts'

/** Webhook posts as WhatsApp sends them: its text message, signed with the app's secret. */

const BODY_BYTES = 484
/** People who write again and again, beside whom one in twenty is new. */
const REGULARS = 1000

const whatsapp = channelOf('WHATSAPP')
if (!whatsapp) throw new Error('there is no channel for WhatsApp')
const { samples, webhook } = whatsapp

/** The n-th post of a database. `text` begins the message; the rest is filled up to the usual length. */
export function signedBody(to: Prepared, n: number, text = '') {
  const customer = n % 20 === 0 ? 100_000 + n : n % REGULARS
  const message = {
    account: to.account,
    id: 1_000_000_000 + n,
    at: new Date(),
    customer: {
      externalId: samples.customerId(customer),
      name: `Customer ${String(customer).padStart(9, '0')}`,
    },
  }
  const empty = JSON.stringify(samples.text({ ...message, text }))
  const filled = text.padEnd(text.length + Math.max(0, BODY_BYTES - Buffer.byteLength(empty)), ' words')
  const body = Buffer.from(JSON.stringify(samples.text({ ...message, text: filled })))
  return { body, headers: webhook.sign(body, to.secret) }
}

export const webhookPath = (to: Prepared) => `/webhooks/whatsapp/${to.platformId}`

/** A whole HTTP request as it goes over the wire. */
export function rawRequest(to: Prepared, n: number, text = ''): Buffer {
  const { body, headers } = signedBody(to, n, text)
  const head = [
    `POST ${webhookPath(to)} HTTP/1.1`,
    'Host: parley.bench',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body])
}
