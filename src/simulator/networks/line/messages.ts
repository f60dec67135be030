/** What LINE accepts as `messages`: developers.line.biz/en/reference/messaging-api/#message-objects */
import { isObject, type Json, type JsonObject } from '../../json.ts'
import { quickReplyAction } from './actions.ts'
import { flexContainer } from './flex.ts'
import { imagemap } from './imagemap.ts'
import type { Path, Report, Rule } from './rules.ts'
import { also, fileUrl, list, matching, number, object, optional, required, text, variants } from './rules.ts'
import { template } from './templates.ts'

const emoji = { productId: required(text(100)), emojiId: required(text(100)) }
const altText = required(text(1500))
const quoteToken = optional(text(1000))
const digits = required(matching(/^\d+$/, 'Must be digits'))

const common = {
  quickReply: optional(
    object({
      items: required(
        list(
          object({
            type: required(text(10)),
            imageUrl: optional(fileUrl),
            action: required(quickReplyAction),
          }),
          {
            min: 1,
            max: 13,
          },
        ),
      ),
    }),
  ),
  sender: optional(object({ name: optional(text(20)), iconUrl: optional(fileUrl) })),
}

const textMessage = also(
  object({
    ...common,
    text: required(text(5000)),
    emojis: optional(
      list(object({ ...emoji, index: required(number({ min: 0, whole: true })) }), { max: 20 }),
    ),
    quoteToken,
  }),
  eachEmojiHasItsPlace,
)

/** A LINE emoji stands where the text has a `$`. */
function eachEmojiHasItsPlace(message: JsonObject, path: Path, report: Report): void {
  if (!Array.isArray(message.emojis) || typeof message.text !== 'string') return
  message.emojis.forEach((one, index) => {
    if (!isObject(one) || typeof one.index !== 'number') return
    if (String(message.text).charAt(one.index) !== '$') {
      report([...path, 'emojis', index, 'index'], 'Must be the position of a $ in the text')
    }
  })
}

const substitution = variants({
  mention: object({
    mentionee: required(variants({ user: object({ userId: required(text(100)) }), all: object({}) })),
  }),
  emoji: object(emoji),
})

const textV2 = also(
  object({ ...common, text: required(text(5000)), quoteToken }),
  (message, path, report) => {
    const given = isObject(message.substitution) ? message.substitution : {}
    for (const [key, value] of Object.entries(given))
      substitution(value, [...path, 'substitution', key], report)
    for (const key of placeholders(String(message.text ?? ''))) {
      if (!(key in given)) report([...path, 'substitution', key], 'May not be empty')
    }
  },
)

/** Names in single braces; double braces are braces. */
export function placeholders(v2: string): string[] {
  const plain = v2.replaceAll('{{', '').replaceAll('}}', '')
  return [...plain.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
}

const file = { originalContentUrl: required(fileUrl), previewImageUrl: required(fileUrl) }

export const message: Rule = variants({
  text: textMessage,
  textV2,
  sticker: object({ ...common, packageId: digits, stickerId: digits, quoteToken }),
  image: object({ ...common, ...file }),
  video: object({ ...common, ...file, trackingId: optional(text(100)) }),
  audio: object({
    ...common,
    originalContentUrl: required(fileUrl),
    duration: required(number({ min: 1, whole: true })),
  }),
  location: object({
    ...common,
    title: required(text(100)),
    address: required(text(100)),
    latitude: required(number({ min: -90, max: 90 })),
    longitude: required(number({ min: -180, max: 180 })),
  }),
  imagemap: object({ ...common, ...imagemap }),
  template: object({ ...common, altText, template: required(template) }),
  flex: object({ ...common, altText, contents: required(flexContainer) }),
  coupon: object({ ...common, couponId: required(text(100)), deliveryTag: optional(text(30)) }),
})

export const messageList = list(message, { min: 1, max: 5 })

export function messagesOf(body: JsonObject): JsonObject[] {
  const messages: Json = body.messages ?? []
  return Array.isArray(messages) ? messages.filter(isObject) : []
}
