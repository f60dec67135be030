/** What WhatsApp tells: …/whatsapp/webhooks/reference/messages */
import type { Conversation, Happening, Json, JsonObject, SimulatedMessage, World } from '../../network.ts'
import { isSubscribed } from '../meta/subscriptions.ts'
import { displayPhone } from './numbers.ts'
import { pressed, saidContent } from './said.ts'
import { wamid } from './send.ts'
import { statusValue } from './status.ts'
import { isSubscribedNumber } from './subscription.ts'

export function whatsappWebhooks(happening: Happening, world: World): Json[] {
  const { conversation } = happening
  const values = valuesOf(happening, world)
  const { account } = conversation
  if (!isSubscribedNumber(account) || !isSubscribed(account, 'messages')) return []
  return values.map((value) => envelope(conversation, value))
}

function valuesOf(happening: Happening, world: World): JsonObject[] {
  const { conversation } = happening
  switch (happening.kind) {
    case 'message':
      return [messages(conversation, happening.message, saidContent(happening.message, world))]
    case 'press': {
      const reply = pressed(conversation, happening, world)
      return reply ? [messages(conversation, reply.message, reply.content)] : []
    }
    case 'reaction':
      return [
        act(conversation, world, 'reaction', {
          message_id: happening.message.id,
          emoji: happening.emoji ?? '',
        }),
      ]
    case 'edit': {
      const message = saidContent(happening.message, world)
      return [act(conversation, world, 'edit', { original_message_id: happening.message.id, message })]
    }
    case 'unsend':
      return [act(conversation, world, 'revoke', { original_message_id: happening.message.id })]
    case 'status':
      return [statusValue(conversation, happening, world)]
    case 'read':
      return happening.messages.map((message) =>
        statusValue(conversation, { message, status: 'read' }, world),
      )
    // WhatsApp tells neither what the business itself has sent by the API nor who has blocked it.
    case 'echo':
    case 'block':
    case 'unblock':
    // There are no comments.
    case 'hide':
    case 'unhide':
    case 'like':
      return []
  }
}

function envelope({ account }: Conversation, value: JsonObject): Json {
  const told = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: displayPhone(account), phone_number_id: account.externalId },
    ...value,
  }
  return {
    object: 'whatsapp_business_account',
    entry: [{ id: account.businessId ?? account.externalId, changes: [{ value: told, field: 'messages' }] }],
  }
}

/** Something the customer did that is a message with an id of its own, about an earlier one. */
function act(conversation: Conversation, world: World, type: string, about: JsonObject): JsonObject {
  return wrap(conversation, { id: wamid(), at: world.now() }, { type, [type]: about })
}

function messages(conversation: Conversation, message: SimulatedMessage, content: JsonObject): JsonObject {
  const context = message.replyTo === undefined ? {} : { context: contextOf(conversation, message.replyTo) }
  return wrap(conversation, message, { ...context, ...content })
}

function contextOf({ account, customer, messages: known }: Conversation, id: string): JsonObject {
  const isOurs = known.find((one) => one.id === id)?.direction === 'OUT'
  return { from: isOurs ? displayPhone(account) : customer.id, id }
}

function wrap(
  { customer }: Conversation,
  { id, at }: { id: string; at: number },
  content: JsonObject,
): JsonObject {
  // Business-scoped ids stand in other members than numbers.
  const isNumber = /^\d+$/.test(customer.id)
  const from = isNumber ? { from: customer.id } : { from_user_id: customer.id }
  return {
    contacts: [
      { profile: { name: customer.name }, ...(isNumber ? { wa_id: customer.id } : { user_id: customer.id }) },
    ],
    messages: [{ ...from, id, timestamp: String(Math.floor(at / 1000)), ...content }],
  }
}
