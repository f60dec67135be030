/** developers.line.biz/en/reference/messaging-api/#set-webhook-endpoint-url and its neighbours */
import type { Performed } from '../../network.ts'
import { isAcceptedAddress } from '../webhook-address.ts'
import { answer, notFound, readBody, refused, requireRule } from './refusals.ts'
import type { LineRequest } from './request.ts'
import { object, optional, required, text } from './rules.ts'
import { sign } from './signature.ts'

const setBody = object({ endpoint: required(text(500)) })
const testBody = object({ endpoint: optional(text(500)) })

export function setEndpoint({ call, account }: LineRequest): Performed {
  const body = readBody(call)
  requireRule(body, setBody)
  account.webhookUrl = acceptedAddress(String(body.endpoint))
  return { answer: answer(200, {}) }
}

export function readEndpoint({ account }: LineRequest): Performed {
  if (account.webhookUrl === null) throw notFound()
  return { answer: answer(200, { endpoint: account.webhookUrl, active: true }) }
}

/** Posts no events, signed, and tells what came back. */
export async function testEndpoint({ call, account, world }: LineRequest): Promise<Performed> {
  const body = call.raw.length === 0 ? {} : readBody(call)
  requireRule(body, testBody)
  const url = typeof body.endpoint === 'string' ? acceptedAddress(body.endpoint) : account.webhookUrl
  if (url === null) throw notFound()
  const posted = Buffer.from(JSON.stringify({ destination: account.externalId, events: [] }))
  const headers = { 'content-type': 'application/json; charset=utf-8', ...sign(posted, account) }
  const { status, error } = await world.probe({ method: 'POST', url, headers, body: posted })
  const success = status === 200
  return {
    answer: answer(200, {
      success,
      timestamp: new Date(world.now()).toISOString(),
      statusCode: status ?? 0,
      reason: success ? 'OK' : status === null ? 'COULD_NOT_CONNECT' : 'ERROR_STATUS_CODE',
      detail: error ?? String(status),
    }),
  }
}

function acceptedAddress(url: string): string {
  if (!isAcceptedAddress(url)) throw refused(400, 'Invalid webhook endpoint URL')
  return url
}
