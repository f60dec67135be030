/** Shared by the tests of the simulated Telegram. */
import type { Json, JsonObject } from '../../json.ts'
import type { Answered, Sandbox } from '../../sandbox.ts'

export const BOT = '7000000001'
export const TOKEN = `${BOT}:a-token`
export const CUSTOMER = '408258968'
export const GROUP = '-1002184233434'

export async function registerBot(box: Sandbox, more: JsonObject = {}): Promise<void> {
  await box.sim('DELETE', '')
  box.receiver.posts.length = 0
  box.receiver.statuses.length = 0
  await box.sim('POST', '/accounts', {
    type: 'TELEGRAM',
    externalId: BOT,
    name: 'Bangkok Bikes',
    accessToken: TOKEN,
    secret: 'a-secret',
    webhookUrl: box.receiver.url,
    ...more,
  })
}

export function telegramOf(box: Sandbox) {
  const api = (method: string, body?: Json | FormData): Promise<Answered> =>
    box.call('POST', `/telegram/bot${TOKEN}/${method}`, body === undefined ? {} : { body })
  const send = (method: string, body: JsonObject = {}, chat_id: Json = CUSTOMER) =>
    api(method, { chat_id, ...body })
  return {
    api,
    send,
    /** The result of a call that must succeed. */
    result: async (method: string, body: JsonObject = {}, chat_id: Json = CUSTOMER) => {
      const answer = await send(method, body, chat_id)
      if (answer.status !== 200) throw new Error(`${method}: ${JSON.stringify(answer.body)}`)
      return (answer.body as unknown as { result: Message }).result
    },
    seen: async (customer = CUSTOMER) => {
      const answer = await box.sim('GET', `/customers/TELEGRAM/${customer}/messages`)
      return (answer as unknown as { messages: Seen[] }).messages
    },
    act: (act: string, body: Json = {}, customer = CUSTOMER) =>
      box.sim('POST', `/customers/TELEGRAM/${customer}/${act}`, body),
    updates: async () => (await box.settled()).map(({ body }) => body as unknown as Update),
  }
}

/** A refusal as the Bot API words it. */
export function refusal(description: string, error_code = 400) {
  return { status: error_code, body: { ok: false, error_code, description } }
}

export interface Message extends JsonObject {
  message_id: number
}

interface Seen extends JsonObject {
  id: string
}

interface Update extends JsonObject {
  update_id: number
  callback_query: JsonObject & { id: string }
  message: Message
}
