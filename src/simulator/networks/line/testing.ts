/** Shared by the tests of the simulated LINE. */
import type { Json, JsonObject } from '../../json.ts'
import type { Answered, Sandbox } from '../../sandbox.ts'

export const BOT = 'U0123456789abcdef0123456789abcdef'
export const CUSTOMER = 'Uaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'
export const GROUP = 'Cbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'
export const SECRET = 'channel secret'

export async function registerBot(box: Sandbox, more: JsonObject = {}): Promise<void> {
  await box.sim('DELETE', '')
  box.receiver.posts.length = 0
  box.receiver.statuses.length = 0
  await box.sim('POST', '/accounts', {
    type: 'LINE',
    externalId: BOT,
    name: 'Bangkok Bikes',
    accessToken: 'token',
    secret: SECRET,
    webhookUrl: box.receiver.url,
    ...more,
  })
}

export function lineOf(box: Sandbox) {
  const api = (
    method: string,
    path: string,
    body?: Json,
    headers: Record<string, string> = {},
  ): Promise<Answered> =>
    box.call(method, path.startsWith('/line') ? path : `/line/v2/bot${path}`, {
      headers: { authorization: 'Bearer token', ...headers },
      ...(body !== undefined && { body }),
    })
  return {
    api,
    push: (messages: Json, headers: Record<string, string> = {}, to = CUSTOMER) =>
      api('POST', '/message/push', { to, messages }, headers),
    reply: (replyToken: string, messages: Json, headers: Record<string, string> = {}) =>
      api('POST', '/message/reply', { replyToken, messages }, headers),
    seen: async (customer = CUSTOMER) => {
      const answer = await box.sim('GET', `/customers/LINE/${customer}/messages`)
      return (answer as unknown as { messages: Seen[] }).messages
    },
    act: (act: string, body: Json = {}, customer = CUSTOMER) =>
      box.sim('POST', `/customers/LINE/${customer}/${act}`, body),
    /** All events posted so far. */
    events: async () => {
      const posts = await box.settled()
      return posts.flatMap(({ body }) => (body as unknown as { events: LineEvent[] }).events)
    },
  }
}

interface Seen extends JsonObject {
  id: string
  buttons: JsonObject[]
  cards: JsonObject[]
}

interface LineEvent extends JsonObject {
  replyToken: string
  message: JsonObject & { id: string; markAsReadToken: string; quoteToken: string }
}
