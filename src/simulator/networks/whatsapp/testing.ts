/** Shared by the tests of the simulated WhatsApp. */
import { isObject, type Json, type JsonObject } from '../../json.ts'
import type { Answered, Sandbox } from '../../sandbox.ts'

export const PHONE = '109876543210987'
export const BUSINESS = '555'
export const APP = '77'
export const CUSTOMER = '66810000001'
export const SECRET = 'app secret'

export async function registerNumber(box: Sandbox, more: JsonObject = {}): Promise<void> {
  await box.sim('DELETE', '')
  box.receiver.posts.length = 0
  box.receiver.statuses.length = 0
  await box.sim('POST', '/accounts', {
    type: 'WHATSAPP',
    externalId: PHONE,
    name: 'Bangkok Bikes',
    accessToken: 'token',
    secret: SECRET,
    appId: APP,
    businessId: BUSINESS,
    webhookUrl: box.receiver.url,
    ...more,
  })
}

export interface Seen extends JsonObject {
  id: string
  buttons: JsonObject[]
}

export function whatsappOf(box: Sandbox) {
  const graph = (method: string, path: string, body?: Json | FormData, token = 'token'): Promise<Answered> =>
    box.call(method, `/whatsapp/v26.0${path}`, {
      headers: { authorization: `Bearer ${token}` },
      ...(body !== undefined && { body }),
    })
  const send = (message: JsonObject) =>
    graph('POST', `/${PHONE}/messages`, { messaging_product: 'whatsapp', to: CUSTOMER, ...message })
  return {
    graph,
    send,
    text: (body = 'Hello', more: JsonObject = {}) => send({ type: 'text', text: { body }, ...more }),
    seen: async () => {
      const answer = await box.sim('GET', `/customers/WHATSAPP/${CUSTOMER}/messages`)
      return (answer as unknown as { messages: Seen[] }).messages
    },
    act: (act: string, body: Json = {}) => box.sim('POST', `/customers/WHATSAPP/${CUSTOMER}/${act}`, body),
    /** The values of everything posted so far. */
    values: async () => (await box.settled()).flatMap(({ body }) => valuesOf(body)),
  }
}

function valuesOf(body: Json): Json[] {
  const entries = isObject(body) && Array.isArray(body.entry) ? body.entry.filter(isObject) : []
  return entries
    .flatMap(({ changes }) => (Array.isArray(changes) ? changes : []))
    .filter(isObject)
    .map(({ value }) => value ?? null)
}

/** The id that the answer to a send gave. */
export function sentId({ body }: Answered): string {
  return (body as unknown as { messages: { id: string }[] }).messages[0]?.id ?? ''
}
