/**
 * The parts of LINE's webhooks that are read, and only those. Types and fields are added without notice, so
 * objects are loose, and a detail of a wrong type counts as absent:
 * developers.line.biz/en/reference/messaging-api/#webhook-event-objects
 */
import * as z from 'zod'

/** Strings in LINE's documents; a number would be an id too. */
const id = z.union([z.string().min(1), z.number().transform(String)])

/** Absent, null, empty or of another type: all the same to a reader that can do without it. */
const maybe = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined)
const maybeId = maybe(id)
const maybeText = maybe(z.string().min(1))
const maybeCount = maybe(z.int().nonnegative())

export const source = z.looseObject({
  type: maybeText,
  userId: maybeId,
  groupId: maybeId,
  roomId: maybeId,
})

/** Of members who joined or left: …/messaging-api/#member-joined-event */
export const members = z.looseObject({ members: z.array(z.unknown()) })
export const member = z.looseObject({ userId: id })

/** What messages of all types have. */
export const message = z.looseObject({
  id,
  quoteToken: maybeText,
  quotedMessageId: maybeId,
  markAsReadToken: maybeText,
})
export type Message = z.output<typeof message>

export const text = z.looseObject({ text: z.string() })

/** Positions count UTF-16 units, as JavaScript does: …/docs/messaging-api/text-character-count */
export const mentionee = z.looseObject({ index: maybeCount, length: maybeCount, userId: maybeId })

export const media = z.looseObject({
  id,
  contentProvider: maybe(
    z.looseObject({ type: maybeText, originalContentUrl: maybeText, previewImageUrl: maybeText }),
  ),
  /** Of images sent at once; not all versions of the app tell the index. */
  imageSet: maybe(z.object({ id, index: maybeCount, total: maybeCount })),
  /** Milliseconds. */
  duration: maybe(z.number().nonnegative()),
  fileName: maybeText,
  fileSize: maybeCount,
})

export const location = z.looseObject({
  title: maybeText,
  address: maybeText,
  latitude: z.number(),
  longitude: z.number(),
})

export const sticker = z.looseObject({
  packageId: maybeId,
  stickerId: maybeId,
  stickerResourceType: maybeText,
  keywords: maybe(z.array(z.string())),
  text: maybeText,
})

export const postback = z.looseObject({ data: z.string() })
export const unsend = z.looseObject({ messageId: id })
export const link = z.looseObject({ result: z.string() })
