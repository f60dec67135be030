/**
 * The parts of WhatsApp's webhooks that are read, and only those: each message is parsed by the small schema of
 * its type. Shapes grow without notice, so objects are loose, and a detail of a wrong type counts as absent:
 * developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference
 */
import * as z from 'zod'

/** Documented as strings; seen as numbers. */
const id = z.union([z.string().min(1), z.number().transform(String)])

/** Absent, null, empty or of another type: all the same to a reader that can do without it. */
const maybe = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined)
const maybeId = maybe(id)
const maybeText = maybe(z.string().min(1))
const maybeFlag = maybe(z.boolean())

const context = z.looseObject({ id: maybeId, forwarded: maybeFlag, frequently_forwarded: maybeFlag })

/** What all messages and echoes have. Usernames made `from` optional: a person may show only a user id. */
export const message = z.looseObject({
  id: maybeId,
  type: maybeText,
  from: maybeId,
  from_user_id: maybeId,
  from_parent_user_id: maybeId,
  to: maybeId,
  to_user_id: maybeId,
  to_parent_user_id: maybeId,
  recipient_type: maybeText,
  group_id: maybeId,
  context: maybe(context),
})
export type Message = z.output<typeof message>

export const contact = z.looseObject({
  wa_id: maybeId,
  user_id: maybeId,
  parent_user_id: maybeId,
  profile: maybe(z.looseObject({ name: maybeText, username: maybeText })),
})
export type Contact = z.output<typeof contact>

export const text = z.looseObject({ body: z.string() })

export const media = z.looseObject({
  id: maybeId,
  url: maybeText,
  mime_type: maybeText,
  sha256: maybeText,
  filename: maybeText,
  caption: maybeText,
  file_size: maybe(z.number()),
  voice: maybeFlag,
  animated: maybeFlag,
})

/** Numbers on the wire; Meta's own OpenAPI description has them as strings. */
const coordinate = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number),
])
export const location = z.looseObject({
  latitude: coordinate,
  longitude: coordinate,
  name: maybeText,
  address: maybeText,
  url: maybeText,
})

export const button = z.looseObject({ text: maybeText, payload: maybeText })
export const reply = z.looseObject({ id: maybeId, title: maybeText, description: maybeText })
export const flow = z.looseObject({ name: maybeText, body: maybeText, response_json: maybeText })
export const callPermission = z.looseObject({ response: z.string() })
export const order = z.looseObject({ text: maybeText, product_items: z.array(z.unknown()) })

export const reaction = z.looseObject({ message_id: id, emoji: maybeText })
export const edit = z.looseObject({ original_message_id: id, message: z.looseObject({}) })
export const revoke = z.looseObject({ original_message_id: id })

/** `new_wa_id` is the name of `wa_id` in payloads of version 11 and before. */
export const system = z.looseObject({
  type: maybeText,
  body: maybeText,
  customer: maybeId,
  wa_id: maybeId,
  new_wa_id: maybeId,
  user_id: maybeId,
  parent_user_id: maybeId,
})

export const referral = z.looseObject({
  source_type: maybeText,
  source_id: maybeId,
  source_url: maybeText,
  headline: maybeText,
  ref: maybeText,
})

export const status = z.looseObject({
  id,
  status: z.string(),
  type: maybeText,
  biz_opaque_callback_data: maybeText,
  recipient_participant_id: maybeId,
  recipient_participant_user_id: maybeId,
})

export const failure = z.looseObject({
  code: id,
  title: maybeText,
  message: maybeText,
  details: maybeText,
  error_data: maybe(z.looseObject({ details: maybeText })),
})

export const preference = z.looseObject({
  wa_id: maybeId,
  user_id: maybeId,
  parent_user_id: maybeId,
  category: maybeText,
  value: z.string(),
})

const change = maybe(z.looseObject({ previous: maybeId, current: maybeId }))
export const userIdUpdate = z.looseObject({ wa_id: maybeId, user_id: change, parent_user_id: change })

/** A business removes people by `input`, which may be any id of theirs. */
const participants = maybe(
  z.array(
    z.looseObject({
      wa_id: maybeId,
      user_id: maybeId,
      parent_user_id: maybeId,
      input: maybeId,
      username: maybeText,
    }),
  ),
)
export const group = z.looseObject({
  group_id: id,
  type: z.string(),
  subject: maybeText,
  group_subject: maybe(z.looseObject({ text: maybeText, update_successful: maybeFlag })),
  added_participants: participants,
  removed_participants: participants,
})
