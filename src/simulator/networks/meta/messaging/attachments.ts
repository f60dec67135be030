/** Media by address, by the id of an earlier upload, or in the call: …/messenger-platform/send-messages/saving-assets */
import {
  type Account,
  type ApiCall,
  type JsonObject,
  perAccount,
  type SimulatedAttachment,
  type World,
} from '../../../network.ts'
import { refuseParameter } from '../errors.ts'
import { parametersOf } from '../request.ts'
import { done, type GraphRequest, type GraphRoute } from '../routes.ts'
import { requireOwn } from '../subscriptions.ts'
import { requireObject, requireUrl } from './check.ts'
import type { MessagingRules } from './rules.ts'

const MAX_UPLOADS = 5000

const uploads = perAccount(() => new Map<string, SimulatedAttachment>())

type MediaType = 'image' | 'video' | 'audio' | 'file'

export interface Media {
  attachment: SimulatedAttachment
  /** Of an attachment that may be sent again. */
  attachmentId: string | null
}

/** Reads an attachment object other than a template. */
export function mediaOf(
  given: JsonObject,
  { call, account, world }: { call: ApiCall; account: Account; world: World },
  rules: MessagingRules,
): Media {
  const { type } = given
  if (typeof type !== 'string' || !rules.attachmentTypes.includes(type)) {
    refuseParameter(
      `Param message[attachment][type] must be one of {${rules.attachmentTypes.join(', ')}, template}`,
    )
  }
  if (type === 'like_heart') return { attachment: { type: 'sticker', native: given }, attachmentId: null }
  const file = call.files.get('filedata')
  const payload =
    file && given.payload === undefined ? {} : requireObject(given.payload, 'message[attachment][payload]')
  if (payload.attachment_id !== undefined) return reused(account, String(payload.attachment_id))
  const shownAs: MediaType = type === 'video' || type === 'audio' || type === 'file' ? type : 'image'
  const attachment: SimulatedAttachment = file
    ? { type: shownAs, mediaId: world.media.add(file).id, mimeType: file.mimeType, fileName: file.fileName }
    : type === 'MEDIA_SHARE'
      ? { type: 'sticker', native: given }
      : { type: shownAs, url: requireUrl(payload.url, 'message[attachment][payload][url]') }
  const isReusable = String(payload.is_reusable) === 'true'
  return { attachment, attachmentId: isReusable ? keep(account, attachment, world) : null }
}

function reused(account: Account, id: string): Media {
  const attachment = uploads(account).get(id)
  if (!attachment)
    refuseParameter('Param message[attachment][payload][attachment_id] must be a valid attachment id')
  return { attachment, attachmentId: id }
}

function keep(account: Account, attachment: SimulatedAttachment, world: World): string {
  const held = uploads(account)
  const id = String(1_000_000_000_000_000 + world.next())
  held.set(id, attachment)
  const oldest = held.keys().next().value
  if (held.size > MAX_UPLOADS && oldest !== undefined) held.delete(oldest)
  return id
}

export function uploadRoute(rules: MessagingRules): GraphRoute {
  return {
    method: 'POST',
    edge: 'message_attachments',
    operation: 'uploadMedia',
    perform: (request: GraphRequest) => {
      const { call, account, node, world } = request
      requireOwn(account, node, call)
      const message = requireObject(parametersOf(call).message, 'message')
      const given = requireObject(message.attachment, 'message[attachment]')
      const { attachment, attachmentId } = mediaOf(given, request, rules)
      return done({ attachment_id: attachmentId ?? keep(account, attachment, world) })
    },
  }
}
