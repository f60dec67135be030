/** The `message` object: …/messenger-platform/reference/send-api#message */
import type { Json, JsonObject, SimulatedAttachment } from '../../../network.ts'
import { refuse, refuseParameter } from '../errors.ts'
import type { GraphRequest } from '../routes.ts'
import { mediaOf } from './attachments.ts'
import { quickReplies } from './buttons.ts'
import { requireList, requireObject, requireText } from './check.ts'
import type { MessagingRules } from './rules.ts'
import { type Shown, templateContent } from './templates.ts'

export interface MessageContent {
  shown: Shown
  metadata: string | null
  /** Told in the answer for an attachment that may be sent again. */
  attachmentId: string | null
}

export function messageContent(
  message: JsonObject,
  request: GraphRequest,
  rules: MessagingRules,
): MessageContent {
  if (message.template !== undefined) return utilityContent(message, request, rules)
  if (message.sticker_id !== undefined && rules.stickers) return stickerContent(message)
  const hasMedia = message.attachment !== undefined || message.attachments !== undefined
  if ((message.text !== undefined) === hasMedia) {
    refuseParameter('Param message must have exactly one of text and attachment')
  }
  const replies = quickReplies(message.quick_replies)
  const { shown, attachmentId } = hasMedia
    ? attached(message, request, rules)
    : { shown: { type: 'text', text: textOf(message.text, rules) }, attachmentId: null }
  const buttons = [...(shown.buttons ?? []), ...replies]
  return {
    shown: { ...shown, ...(buttons.length > 0 && { buttons }) },
    metadata: metadataOf(message),
    attachmentId,
  }
}

/** An approved template by its name: …/messenger-platform/send-messages/utility-messages */
function utilityContent(
  message: JsonObject,
  { account }: GraphRequest,
  rules: MessagingRules,
): MessageContent {
  const template = requireObject(message.template, 'message[template]')
  const name = requireText(template.name, 'message[template][name]', 512)
  const { code } = requireObject(template.language, 'message[template][language]')
  const language = requireText(code, 'language[code]', 20)
  if (!rules.utility) refuseParameter('Param message[template] is not known here')
  const shown = rules.utility(account, name, language, template.components)
  return { shown, metadata: metadataOf(message), attachmentId: null }
}

/** One of Messenger's own, which no text or attachment is beside: …/messenger-platform/send-messages/sticker-api */
function stickerContent(message: JsonObject): MessageContent {
  const { sticker_id: id } = message
  if (!/^\d{1,32}$/.test(String(id))) refuseParameter('Param message[sticker_id] must be a valid sticker id')
  if (message.text !== undefined || message.attachment !== undefined)
    refuseParameter('Param message must have exactly one of text, attachment and sticker_id')
  const shown = media([{ type: 'sticker', native: { sticker_id: id ?? null } }])
  return { shown, metadata: metadataOf(message), attachmentId: null }
}

function metadataOf({ metadata }: JsonObject): string | null {
  return metadata === undefined ? null : requireText(metadata, 'message[metadata]', 1000)
}

function textOf(given: Json | undefined, rules: MessagingRules): string {
  const text = requireText(given, 'message[text]', Number.POSITIVE_INFINITY)
  if (rules.countText(text) > rules.maxText) refuse(rules.textTooLong)
  return text
}

function attached(
  message: JsonObject,
  request: GraphRequest,
  rules: MessagingRules,
): { shown: Shown; attachmentId: string | null } {
  if (message.attachments !== undefined) {
    const pictures = requireList(message.attachments, 'message[attachments]', 30)
    return { shown: media(pictures.map((one) => picture(one, request, rules))), attachmentId: null }
  }
  const given = requireObject(message.attachment, 'message[attachment]')
  if (given.type === 'template') {
    const payload = requireObject(given.payload, 'message[attachment][payload]')
    return { shown: templateContent(payload, rules), attachmentId: null }
  }
  const { attachment, attachmentId } = mediaOf(given, request, rules)
  return { shown: media([attachment]), attachmentId }
}

/** Several in one message can only be pictures. */
function picture(given: JsonObject, request: GraphRequest, rules: MessagingRules): SimulatedAttachment {
  if (given.type !== 'image') refuseParameter('Param message[attachments] can only have images')
  return mediaOf(given, request, rules).attachment
}

function media(attachments: SimulatedAttachment[]): Shown {
  return { type: attachments[0]?.type ?? 'file', text: null, attachments }
}
