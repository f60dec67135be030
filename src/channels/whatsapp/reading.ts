import type * as z from 'zod'
import type { Json, MessageContent, MessageType } from '../inbound.ts'
import { whyNot } from '../shared/events.ts'
import { isObject, type JsonObject } from '../shared/json.ts'
import { hashtagsIn } from '../shared/text.ts'

/** The content, or why there is none. `pressed`: an answer given by pressing something. */
export type Reading = { content: MessageContent; pressed?: boolean } | { reason: string }

export type Reader = (part: Json | undefined) => Reading

/** Parses a part and reads it; `raw` is the part as it was sent. */
export function reader<T extends z.ZodType>(
  name: string,
  schema: T,
  read: (part: z.output<T>, raw: JsonObject) => Reading,
): Reader {
  return (part) => {
    const parsed = schema.safeParse(part)
    if (!parsed.success || !isObject(part))
      return { reason: parsed.error ? whyNot(name, parsed.error) : name }
    return read(parsed.data, part)
  }
}

export function textual(type: MessageType, text: string | undefined): MessageContent {
  const hashtags = text ? hashtagsIn(text) : []
  return { type, text: text || null, attachments: [], ...(hashtags.length > 0 && { hashtags }) }
}
