/** Updates: core.telegram.org/bots/api#update */
import { isObject, type Json, type JsonObject } from '../../json.ts'
import type {
  Account,
  Conversation,
  Happening,
  SimulatedAttachment,
  SimulatedMessage,
  World,
} from '../../network.ts'
import { callbackQuery } from './callback.ts'
import { memoryOf, nextMessageId, nextUpdateId } from './memory.ts'
import { messageObject, seconds } from './message-object.ts'
import { botUser, chatObject, userObject } from './people.ts'

/** "Defaults to all update types except chat_member, message_reaction, and message_reaction_count" */
const ON_REQUEST = ['chat_member', 'message_reaction', 'message_reaction_count']

export function webhooks(happening: Happening, world: World): Json[] {
  const { account } = happening.conversation
  const content = updateContent(happening, world)
  const [name] = Object.keys(content ?? {})
  if (!content || name === undefined || !isAllowed(account, name)) return []
  return [{ update_id: nextUpdateId(account, world), ...content }]
}

function isAllowed(account: Account, name: string): boolean {
  const { allowedUpdates } = memoryOf(account)
  if (allowedUpdates === null) return true
  return allowedUpdates.length === 0 ? !ON_REQUEST.includes(name) : allowedUpdates.includes(name)
}

/** Telegram tells nothing of readers, of deleted messages, or of what the bot itself did. */
function updateContent(happening: Happening, world: World): JsonObject | null {
  const { conversation } = happening
  switch (happening.kind) {
    case 'message':
      return { message: messageObject(happening.message, conversation, world) }
    case 'edit':
      return { edited_message: editedMessage(happening.message, conversation, world) }
    case 'press':
      return pressed(happening, world)
    case 'reaction':
      return { message_reaction: reaction(happening, world) }
    case 'block':
      return { my_chat_member: membership(conversation, world, ['member', 'kicked']) }
    case 'unblock':
      return { my_chat_member: membership(conversation, world, ['kicked', 'member']) }
    default:
      return null
  }
}

function editedMessage(message: SimulatedMessage, conversation: Conversation, world: World): JsonObject {
  return { ...messageObject(message, conversation, world), edit_date: seconds(world.now()) }
}

/** Keys of a reply keyboard write in the customer's name; buttons with data are queries; links tell nothing. */
function pressed(happening: Extract<Happening, { kind: 'press' }>, world: World): JsonObject | null {
  const { button, conversation } = happening
  if (button.kind === 'reply') return { callback_query: callbackQuery(happening, world) }
  if (button.kind !== 'quickReply') return null
  const attachment = asked(button.native ?? null, conversation)
  const written = world.record(conversation, {
    id: String(nextMessageId(conversation.account, world)),
    direction: 'IN',
    type: attachment?.type ?? 'text',
    text: attachment ? null : button.label,
    ...(attachment && { attachments: [attachment] }),
    native: null,
  })
  return { message: messageObject(written, conversation, world) }
}

/** What a key sends instead of its text. */
function asked(key: Json, { customer }: Conversation): SimulatedAttachment | null {
  if (!isObject(key)) return null
  if (key.request_contact === true) return { type: 'contact', name: customer.name, phone: '+66800000000' }
  if (key.request_location === true) return { type: 'location', latitude: 13.7563, longitude: 100.5018 }
  return null
}

function reaction(
  { conversation, message, emoji, before }: Extract<Happening, { kind: 'reaction' }>,
  world: World,
): JsonObject {
  return {
    chat: chatObject(conversation),
    message_id: Number(message.id),
    user: userObject(conversation),
    date: seconds(world.now()),
    old_reaction: reactionTypes(before),
    new_reaction: reactionTypes(emoji),
  }
}

function reactionTypes(emoji: string | null): JsonObject[] {
  return emoji === null ? [] : [{ type: 'emoji', emoji }]
}

function membership(conversation: Conversation, world: World, [before, after]: [string, string]): JsonObject {
  const member = (status: string) => ({
    user: botUser(conversation.account),
    status,
    ...(status === 'kicked' && { until_date: 0 }),
  })
  return {
    chat: chatObject(conversation),
    from: userObject(conversation),
    date: seconds(world.now()),
    old_chat_member: member(before),
    new_chat_member: member(after),
  }
}
