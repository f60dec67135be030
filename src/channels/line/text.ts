import type * as z from 'zod'
import type { Json, MessageContent } from '../inbound.ts'
import { isObject, type JsonObject, listAt } from '../shared/json.ts'
import { hashtagsIn } from '../shared/text.ts'
import { filled } from './filled.ts'
import * as payload from './payload.ts'

/**
 * LINE's own emojis stand in the text by a name such as "(hello)"; where and which they are is kept as data:
 * …/messaging-api/#wh-text
 */
export function readText({ text }: z.output<typeof payload.text>, raw: JsonObject): MessageContent {
  const emojis = listAt(raw, 'emojis')
  const mentionees = isObject(raw.mention) ? listAt(raw.mention, 'mentionees') : []
  return {
    type: 'TEXT',
    text: text || null,
    attachments: [],
    ...filled({
      data: filled({ emojis, mentionees }),
      mentions: mentionsOf(text, mentionees),
      hashtags: hashtagsIn(text),
    }),
  }
}

/** By user id; who keeps it from the account, and @All, as they stand in the text. */
function mentionsOf(text: string, mentionees: readonly Json[]): string[] {
  const mentions = mentionees.map((mentionee) => {
    const { index, length, userId } = payload.mentionee.safeParse(mentionee).data ?? {}
    if (userId !== undefined) return userId
    return index === undefined || length === undefined ? '' : text.slice(index, index + length)
  })
  return [...new Set(mentions)].filter((mention) => mention !== '')
}
