/** Typing and reactions: core.telegram.org/bots/api#sendchataction, #setmessagereaction */
import { isObject } from '../../json.ts'
import type { Performed } from '../../network.ts'
import { bad, ok } from './answers.ts'
import { openChat } from './chats.ts'
import { findShown } from './message-object.ts'
import type { Params } from './params.ts'
import { isReactionEmoji } from './reaction-emoji.ts'
import type { TelegramRequest } from './request.ts'

/** "The status is set for 5 seconds or less" */
const ACTION_MS = 5000

const ACTIONS =
  /^(typing|upload_(photo|video|voice|audio|document|video_note)|record_(video|voice|audio|video_note)|choose_sticker|find_location|cancel)$/i

export function sendChatAction(request: TelegramRequest): Performed {
  const action = request.params.text('action')
  if (action === undefined || !ACTIONS.test(action)) throw bad('wrong parameter action in request')
  const conversation = openChat(request)
  conversation.typingUntil = action.toLowerCase() === 'cancel' ? 0 : request.world.now() + ACTION_MS
  return ok(true)
}

export function setMessageReaction(request: TelegramRequest): Performed {
  const emoji = readReaction(request.params)
  const conversation = openChat(request)
  const message = findShown(conversation, request.params.text('message_id') ?? '')
  if (!message) throw bad('message to react not found')
  request.world.react(message, 'business', emoji)
  return ok(true)
}

/** "Currently, as non-premium users, bots can set up to one reaction per message." None takes it back. */
function readReaction(params: Params): string | null {
  const given = params.json('reaction', 'reaction types') ?? []
  if (!Array.isArray(given)) throw bad('expected an Array of ReactionType')
  if (given.length > 1) throw bad('REACTIONS_TOO_MANY')
  const [reaction] = given
  if (reaction === undefined) return null
  if (!isObject(reaction)) throw bad("can't parse ReactionType: expected an Object")
  if (reaction.type !== 'emoji' || typeof reaction.emoji !== 'string' || !isReactionEmoji(reaction.emoji)) {
    throw bad('REACTION_INVALID')
  }
  return reaction.emoji
}
