/** Shared by the tests of the simulated Messenger and Instagram. */
import { isObject, type Json, type JsonObject } from '../../json.ts'
import type { Answered, Sandbox } from '../../sandbox.ts'

export const APP = '77'
export const SECRET = 'app secret'

export interface Seen extends JsonObject {
  id: string
}

export interface MessagingAccount {
  type: 'FACEBOOK' | 'INSTAGRAM'
  id: string
  customer: string
}

export async function registerAccount(
  box: Sandbox,
  { type, id }: MessagingAccount,
  more: JsonObject = {},
): Promise<void> {
  await box.sim('DELETE', '')
  box.receiver.posts.length = 0
  box.receiver.statuses.length = 0
  await box.sim('POST', '/accounts', {
    type,
    externalId: id,
    name: 'Bangkok Bikes',
    accessToken: 'token',
    secret: SECRET,
    appId: APP,
    webhookUrl: box.receiver.url,
    ...more,
  })
}

export function messagingOf(box: Sandbox, { type, customer }: MessagingAccount) {
  const graph = (method: string, path: string, body?: Json | FormData, token = 'token'): Promise<Answered> =>
    box.call(method, `/${type.toLowerCase()}/v26.0${path}`, {
      headers: { authorization: `Bearer ${token}` },
      ...(body !== undefined && { body }),
    })
  const post = (body: JsonObject) => graph('POST', '/me/messages', { recipient: { id: customer }, ...body })
  return {
    graph,
    post,
    send: (message: JsonObject, more: JsonObject = {}) =>
      post({ messaging_type: 'RESPONSE', message, ...more }),
    seen: async () => {
      const answer = await box.sim('GET', `/customers/${type}/${customer}/messages`)
      return (answer as unknown as { messages: Seen[] }).messages
    },
    act: (act: string, body: Json = {}) => box.sim('POST', `/customers/${type}/${customer}/${act}`, body),
    /** All events posted so far. */
    events: async () => (await box.settled()).flatMap(({ body }) => eventsOf(body)),
  }
}

function eventsOf(body: Json): Json[] {
  const entries = isObject(body) && Array.isArray(body.entry) ? body.entry.filter(isObject) : []
  return entries.flatMap(({ messaging }) => (Array.isArray(messaging) ? messaging : []))
}

export function sentId({ body }: Answered): string {
  return (body as unknown as { message_id: string }).message_id
}
