import type { ReactionType, ReactionTypeEmoji } from '@grammyjs/types'
import type { NativeRequest, Recipient, Target } from '../outbound.ts'
import { invalid, unsupported } from '../shared/refusal.ts'
import { placeOf } from './actions.ts'
import { call } from './requests.ts'

type Emoji = ReactionTypeEmoji['emoji']

/** core.telegram.org/bots/api#reactiontypeemoji */
const EMOJIS: readonly Emoji[] = [
  ...(['❤', '👍', '👎', '🔥', '🥰', '👏', '😁', '🤔', '🤯', '😱', '🤬', '😢', '🎉', '🤩', '🤮'] as const),
  ...(['💩', '🙏', '👌', '🕊', '🤡', '🥱', '🥴', '😍', '🐳', '❤‍🔥', '🌚', '🌭', '💯', '🤣', '⚡'] as const),
  ...(['🍌', '🏆', '💔', '🤨', '😐', '🍓', '🍾', '💋', '🖕', '😈', '😴', '😭', '🤓', '👻', '👨‍💻'] as const),
  ...(['👀', '🎃', '🙈', '😇', '😨', '🤝', '✍', '🤗', '🫡', '🎅', '🎄', '☃', '💅', '🤪', '🗿'] as const),
  ...(['🆒', '💘', '🙉', '🦄', '😘', '💊', '🙊', '😎', '👾', '🤷‍♂', '🤷', '🤷‍♀', '😡'] as const),
]

/** Keyboards add the sign that asks for colour; Telegram spells its reactions without. */
const byPlainForm: ReadonlyMap<string, Emoji> = new Map(EMOJIS.map((emoji) => [plain(emoji), emoji]))

function plain(emoji: string): string {
  return emoji.replaceAll('\u{FE0F}', '')
}

/** A bot has one reaction on a message, and an empty list takes it back: core.telegram.org/bots/api#setmessagereaction */
export function react({ thread }: Recipient, target: Target, emoji: string | null): NativeRequest {
  const { address, message_id } = placeOf(thread, target)
  // The method knows no business connection: it would reach the bot's own chat of the same id.
  if (address.business_connection_id !== undefined)
    throw unsupported('Telegram has no reactions by bots in the chats of a business account.')
  const reaction = emoji === null ? [] : [reactionOf(emoji)]
  return call('setMessageReaction', { chat_id: address.chat_id, message_id, reaction })
}

/** Emojis of custom sets are named as `reaction.ts` names them. */
function reactionOf(emoji: string): ReactionType {
  const custom = /^custom:(\d{1,32})$/.exec(emoji)?.[1]
  if (custom !== undefined) return { type: 'custom_emoji', custom_emoji_id: custom }
  const known = byPlainForm.get(plain(emoji))
  if (known !== undefined) return { type: 'emoji', emoji: known }
  throw invalid(`Telegram knows only these reactions: ${EMOJIS.join(' ')}`, 'emoji')
}
