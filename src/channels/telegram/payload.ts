/**
 * The parts of an Update that Parley reads: core.telegram.org/bots/api#available-types. What identifies a
 * thing must be right; anything else that is malformed counts as absent. Fields we do not name are left out.
 */
import { z } from 'zod'
import type { Json } from '../inbound.ts'

/** "Significant bits may exceed 32, at most 52"; the parser gives strings beyond 2^53: never do arithmetic. */
export type Id = number | string

const DIGITS = /^-?\d{1,32}$/

export function isId(value: unknown): value is Id {
  return typeof value === 'number'
    ? Number.isSafeInteger(value)
    : typeof value === 'string' && DIGITS.test(value)
}

const id = z.custom<Id>(isId, 'expected an id')
const lenient = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined)
const text = lenient(z.string())
const amount = lenient(z.number())
const flag = lenient(z.boolean())
const anything = z.unknown().optional()

export const User = z.object({
  id,
  is_bot: flag,
  first_name: text,
  last_name: text,
  username: text,
  language_code: text,
  is_premium: flag,
})
export type User = z.output<typeof User>

export const Chat = z.object({
  id,
  type: z.enum(['private', 'group', 'supergroup', 'channel']),
  title: text,
  first_name: text,
  last_name: text,
  username: text,
})
export type Chat = z.output<typeof Chat>

/** What is enough to point at a message; an InaccessibleMessage has no more. */
export const MessagePointer = z.object({
  message_id: id,
  ephemeral_message_id: lenient(id),
  date: anything,
})
export type MessagePointer = z.output<typeof MessagePointer>

const DirectMessagesTopic = z.object({ topic_id: id, user: User })

/** Where a message is: all that its ids and its thread are made of. */
export const PlacedMessage = MessagePointer.extend({
  chat: Chat,
  business_connection_id: text,
  guest_query_id: text,
  direct_messages_topic: lenient(DirectMessagesTopic),
})
export type PlacedMessage = z.output<typeof PlacedMessage>

/** core.telegram.org/bots/api#message without its content, which `content.ts` reads by its key. */
export const Message = PlacedMessage.extend({
  from: lenient(User),
  sender_chat: lenient(Chat),
  edit_date: anything,
  message_thread_id: lenient(id),
  is_topic_message: flag,
  media_group_id: text,
  author_signature: text,
  effect_id: text,
  reply_to_message: lenient(MessagePointer),
  external_reply: lenient(z.object({ chat: lenient(Chat), message_id: lenient(id) })),
  reply_to_story: lenient(z.object({ chat: Chat, id })),
  quote: lenient(z.object({ text: z.string(), position: amount })),
  forward_origin: anything,
})
export type Message = z.output<typeof Message>

export const Entity = z.object({
  type: z.string(),
  offset: z.int().min(0),
  length: z.int().min(0),
  user: lenient(User),
})

/** PhotoSize, Video, Animation, Audio, Voice, VideoNote, Document, Sticker and LivePhoto alike. */
export const File = z.object({
  file_id: z.string(),
  mime_type: text,
  file_name: text,
  file_size: amount,
  width: amount,
  height: amount,
  length: amount,
  duration: amount,
})
export type File = z.output<typeof File>

export const Sticker = File.extend({ emoji: text, set_name: text, is_animated: flag, is_video: flag })
export const Location = z.object({
  latitude: z.number(),
  longitude: z.number(),
  horizontal_accuracy: amount,
  live_period: amount,
})
export const Venue = z.object({ location: Location, title: z.string(), address: text })
export const Contact = z.object({
  phone_number: z.string(),
  first_name: text,
  last_name: text,
  user_id: lenient(id),
  vcard: text,
})
export const Dice = z.object({ emoji: z.string(), value: z.number() })
export const Titled = z.object({ title: z.string() })
export const Poll = z.object({ id: z.string(), question: z.string() })
export const WebAppData = z.object({ data: z.string(), button_text: text })
export const UsersShared = z.object({
  users: z.array(z.object({ user_id: id, username: text, first_name: text, last_name: text })),
})
export const Story = z.object({ id, chat: z.object({ id }) })

export const ReactionUpdated = PlacedMessage.extend({
  user: lenient(User),
  actor_chat: lenient(Chat),
  new_reaction: z.array(z.unknown()),
})

export const CallbackQuery = z.object({
  id: z.string(),
  from: User,
  message: PlacedMessage.optional(),
  data: text,
  game_short_name: text,
})

const Member = z.object({ user: User, status: z.string(), is_member: flag })
export type Member = z.output<typeof Member>
export const MemberUpdated = z.object({
  chat: Chat,
  from: lenient(User),
  date: anything,
  old_chat_member: lenient(Member),
  new_chat_member: Member,
})
export type MemberUpdated = z.output<typeof MemberUpdated>

export const MessagesDeleted = z.object({
  business_connection_id: z.string(),
  chat: z.object({ id }),
  message_ids: z.tuple([id]),
})

export const Users = z.array(User)
export const ChatId = id
export const Text = z.string()

/** A payload that lacks what identifies it: becomes `unknown`, to be looked at and replayed. */
export class Malformed extends Error {
  override name = 'Malformed'
}

/** Reads `value` or tells in which field it is broken, without repeating what was sent. */
export function read<T extends z.ZodType>(schema: T, value: Json | undefined, what: string): z.output<T> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new Malformed(
    `${[what, ...(issue?.path ?? [])].map(String).join('.')}: ${issue?.message ?? 'malformed'}`,
  )
}
