import type { Json, MessageContent } from '../inbound.ts'
import type { JsonObject } from '../shared/json.ts'
import { present } from '../shared/present.ts'
import { type Draft, fileMessage, paidMediaMessage, photoMessage, stickerMessage } from './content-files.ts'
import { dataOf, idText } from './data.ts'
import { marksIn } from './entities.ts'
import { type Message, read, Text } from './payload.ts'
import { richMessage } from './rich.ts'
import {
  contactMessage,
  diceMessage,
  gameMessage,
  locationMessage,
  pollMessage,
  resultMessage,
  sharedUsersMessage,
  storyMessage,
  titledMessage,
  venueMessage,
  webAppMessage,
} from './structured.ts'

type Reader = (message: JsonObject) => Draft

const PAYMENT = ['currency', 'total_amount', 'invoice_payload', 'telegram_payment_charge_id']

/**
 * The content is the field that is there. First come those that bring a second field along "for backward
 * compatibility": an animation a document, a live photo a photo, a venue a location.
 * core.telegram.org/bots/api#message
 */
const READERS: ReadonlyArray<readonly [string, Reader]> = [
  ['text', textMessage],
  ['animation', fileMessage('VIDEO', 'animation')],
  ['live_photo', fileMessage('VIDEO', 'live_photo')],
  ['venue', venueMessage],
  ['photo', photoMessage],
  ['sticker', stickerMessage],
  ['voice', fileMessage('AUDIO', 'voice')],
  ['video', fileMessage('VIDEO', 'video')],
  ['document', fileMessage('FILE', 'document')],
  ['audio', fileMessage('AUDIO', 'audio')],
  ['video_note', fileMessage('VIDEO', 'video_note')],
  ['location', locationMessage],
  ['contact', contactMessage],
  ['paid_media', paidMediaMessage],
  ['rich_message', richMessage],
  ['dice', diceMessage],
  ['game', gameMessage],
  ['poll', pollMessage],
  ['story', storyMessage],
  ['checklist', titledMessage('checklist', ['tasks'])],
  ['invoice', titledMessage('invoice', ['description', 'currency', 'total_amount'])],
  ['web_app_data', webAppMessage],
  ['successful_payment', resultMessage('successful_payment', PAYMENT)],
  ['refunded_payment', resultMessage('refunded_payment', PAYMENT)],
  ['users_shared', sharedUsersMessage],
  ['chat_shared', resultMessage('chat_shared', ['request_id', 'chat_id', 'title', 'username'])],
  ['giveaway', resultMessage('giveaway', ['winner_count', 'winners_selection_date', 'prize_description'])],
  ['giveaway_winners', resultMessage('giveaway_winners', ['winner_count', 'prize_description'])],
]

function textMessage(message: JsonObject): Draft {
  return { type: 'TEXT', text: read(Text, message.text, 'text'), attachments: [] }
}

/** What the message says, or null for a type that is not known. */
export function contentOf(raw: JsonObject, message: Message): MessageContent | null {
  const reader = READERS.find(([key]) => raw[key] !== undefined && raw[key] !== null)
  if (reader === undefined) return null
  const draft = reader[1](raw)
  const entities = raw.text === undefined ? raw.caption_entities : raw.entities
  const data = { ...draft.data, ...circumstances(message) }
  return { ...draft, ...dataOf(data), ...marksIn(draft.text, entities) }
}

/** What the message belongs to and answers beyond a message of its own chat. */
function circumstances(message: Message): { [key: string]: Json | undefined } {
  const { quote, external_reply: reply, reply_to_story: story } = message
  return {
    mediaGroupId: message.media_group_id,
    messageThreadId: idText(message.message_thread_id),
    guestQueryId: message.guest_query_id,
    authorSignature: message.author_signature,
    effectId: message.effect_id,
    quote: quote && present({ text: quote.text, position: quote.position }),
    replyToStory: story && { chatId: String(story.chat.id), storyId: String(story.id) },
    externalReply: reply && present({ chatId: idText(reply.chat?.id), messageId: idText(reply.message_id) }),
  }
}
