/** Webhook events: developers.line.biz/en/reference/messaging-api/#webhook-event-objects */
import { isObject, type Json, type JsonObject } from '../../json.ts'
import type { Conversation, Happening, SimulatedMessage, World } from '../../network.ts'
import { tapped } from './pressed.ts'
import { issueReplyToken, ulid } from './tokens.ts'
import { split, writtenMessage } from './written.ts'

export function webhooks(happening: Happening, world: World): Json[] {
  const { account } = happening.conversation
  return eventsOf(happening, world).map((event) => ({ destination: account.externalId, events: [event] }))
}

/** LINE tells nothing of the account's own messages, of readers or of reactions. */
function eventsOf(happening: Happening, world: World): JsonObject[] {
  const { conversation } = happening
  const event = (type: string, content: JsonObject, from?: SimulatedMessage) =>
    eventObject(conversation, world, type, content, from)
  const reply = () => ({ replyToken: issueReplyToken(conversation, world) })
  switch (happening.kind) {
    case 'message':
      return split(happening.message, conversation, world).map((message) =>
        event('message', { ...reply(), message: writtenMessage(message, conversation, world) }, message),
      )
    case 'press': {
      const { postback, message } = tapped(happening.button, conversation, world)
      return [
        ...(postback ? [event('postback', { ...reply(), postback })] : []),
        ...(message
          ? [event('message', { ...reply(), message: writtenMessage(message, conversation, world) })]
          : []),
      ]
    }
    case 'edit': {
      if (!isShared(conversation)) return []
      const message = writtenMessage(happening.message, conversation, world)
      return [event('messageEdited', { ...reply(), message }, happening.message)]
    }
    case 'unsend':
      return [event('unsend', { unsend: { messageId: happening.message.id } }, happening.message)]
    case 'block':
      return [event('unfollow', {})]
    case 'unblock':
      return [event('follow', { ...reply(), follow: { isUnblocked: true } })]
    default:
      return []
  }
}

function eventObject(
  conversation: Conversation,
  world: World,
  type: string,
  content: JsonObject,
  from?: SimulatedMessage,
): JsonObject {
  return {
    type,
    mode: 'active',
    timestamp: world.now(),
    source: source(conversation, from),
    webhookEventId: ulid(world),
    deliveryContext: { isRedelivery: false },
    ...content,
  }
}

/** In a group the one who wrote is named where the control API said who: `content.userId`. */
function source({ customer: { id } }: Conversation, from?: SimulatedMessage): JsonObject {
  const userId =
    isObject(from?.native) && typeof from.native.userId === 'string' ? { userId: from.native.userId } : {}
  if (id.startsWith('C')) return { type: 'group', groupId: id, ...userId }
  if (id.startsWith('R')) return { type: 'room', roomId: id, ...userId }
  return { type: 'user', userId: id }
}

/** Edits are told of groups alone. */
export function isShared({ customer: { id } }: Conversation): boolean {
  return /^[CR]/.test(id)
}

/** One post may carry the events of several people. */
export function merge(bodies: Json[]): Json[] {
  const byDestination = new Map<Json, Json[]>()
  for (const body of bodies.filter(isObject)) {
    const events = byDestination.get(body.destination ?? null) ?? []
    byDestination.set(body.destination ?? null, [
      ...events,
      ...(Array.isArray(body.events) ? body.events : []),
    ])
  }
  return [...byDestination].map(([destination, events]) => ({ destination, events }))
}

/** The same events with the same ids: developers.line.biz/en/docs/messaging-api/receiving-messages/#webhook-redelivery */
export function redelivery(body: Json): Json {
  if (!isObject(body) || !Array.isArray(body.events)) return body
  const events = body.events
    .filter(isObject)
    .map((event) => ({ ...event, deliveryContext: { isRedelivery: true } }))
  return { ...body, events }
}
