import { isObject } from '../../../json.ts'
import type {
  Conversation,
  JsonObject,
  SimulatedAttachment,
  SimulatedMessage,
  World,
} from '../../../network.ts'
import { fileUrl } from './files.ts'
import type { MessagingRules } from './rules.ts'

/** One event of `messaging`, without who and when. */
export interface Event {
  /** The webhook field that it belongs to. */
  field: string
  body: JsonObject
  /** Now where absent, ms. */
  at?: number
  isFromBusiness?: boolean
}

export function said(message: SimulatedMessage, world: World, rules: MessagingRules): Event {
  const attachments = message.attachments ?? []
  const isUnsupported = attachments.some((one) => rules.unsupported.includes(one.type))
  const content: JsonObject = isUnsupported
    ? { is_unsupported: true }
    : {
        ...(message.text !== null && { text: message.text }),
        ...(attachments.length > 0 && {
          attachments: attachments.map((one) => attachmentOf(one, world, rules)),
        }),
      }
  const reply = message.replyTo === undefined ? {} : { reply_to: { mid: message.replyTo } }
  return { field: 'messages', at: message.at, body: { message: { mid: message.id, ...content, ...reply } } }
}

/** What the business sent, told back with its metadata. …/webhook-events/message-echoes */
export function echoOf(
  { account }: Conversation,
  message: SimulatedMessage,
  world: World,
  rules: MessagingRules,
): Event {
  const native = isObject(message.native) ? message.native : {}
  const isTemplate = message.type === 'template' && isObject(native.attachment)
  const attachments = isTemplate
    ? [native.attachment ?? null]
    : (message.attachments ?? []).map((one) => attachmentOf(one, world, rules))
  const appId = account.appId === null ? Number.NaN : Number(account.appId)
  return {
    field: 'message_echoes',
    at: message.at,
    isFromBusiness: true,
    body: {
      message: {
        mid: message.id,
        is_echo: true,
        ...(rules.object === 'page' && Number.isSafeInteger(appId) && { app_id: appId }),
        ...(message.reference !== undefined && { metadata: message.reference }),
        ...(!isTemplate && message.text !== null && { text: message.text }),
        ...(attachments.length > 0 && { attachments }),
        ...(message.replyTo !== undefined && { reply_to: { mid: message.replyTo } }),
      },
    },
  }
}

function attachmentOf(attachment: SimulatedAttachment, world: World, rules: MessagingRules): JsonObject {
  const { type, latitude = 0, longitude = 0, name } = attachment
  if (type === 'location') {
    const coordinates = { lat: latitude, long: longitude }
    return { type, ...(name !== undefined && { title: name }), payload: { coordinates } }
  }
  const url = attachment.url ?? fileUrl(world, rules.prefix, attachment.mediaId ?? '')
  if (type !== 'sticker') return { type, payload: { url } }
  // Instagram knows no stickers: they come as pictures.
  return rules.object === 'page'
    ? { type, payload: { url, sticker_id: 369_239_263_222_822 } }
    : { type: 'image', payload: { url } }
}
