import type { InboundEvent, Json } from '../inbound.ts'
import { isObject } from '../shared/json.ts'
import { readTime } from '../shared/time.ts'
import { externalIdOf, partyOfChat, partyOfUser, threadOf } from './parties.ts'
import { isId, ReactionUpdated, read } from './payload.ts'

/** `new_reaction` is all that the person now has on the message: core.telegram.org/bots/api#messagereactionupdated */
export function reactionEvent(raw: Json, subject: string): InboundEvent {
  const update = read(ReactionUpdated, raw, subject)
  const { user, actor_chat: chat } = update
  return {
    kind: 'reaction',
    at: readTime(update.date),
    thread: threadOf(update),
    customer: user ? partyOfUser(user) : chat ? partyOfChat(chat) : null,
    messageExternalId: externalIdOf(update),
    emojis: update.new_reaction.flatMap(emojiOf),
  }
}

/** core.telegram.org/bots/api#reactiontype: an emoji, one of a custom set, or a paid star. */
function emojiOf(reaction: unknown): string[] {
  if (!isObject(reaction)) return []
  if (reaction.type === 'paid') return ['⭐']
  if (reaction.type === 'custom_emoji')
    return isId(reaction.custom_emoji_id) ? [`custom:${reaction.custom_emoji_id}`] : []
  return typeof reaction.emoji === 'string' ? [reaction.emoji] : []
}
