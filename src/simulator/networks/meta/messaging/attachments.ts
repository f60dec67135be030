/** Media by address, by the id of an earlier upload, or in the call: …/messenger-platform/send-messages/saving-assets */
import { withLoaded } from '../../../load-links.ts'
import {
  type Account,
  type ApiCall,
  type JsonObject,
  perAccount,
  type SimulatedAttachment,
  type World,
} from '../../../network.ts'
import { refuse, refuseParameter } from '../errors.ts'
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
  const shownAs: MediaType = type === 'video' || type === 'audio' || type === 'file' ? type : 'image'
  if (payload.attachment_id !== undefined) return reused(account, String(payload.attachment_id), shownAs)
  if (file) requireSize(file.bytes.length, shownAs)
  const attachment: SimulatedAttachment = file
    ? { type: shownAs, mediaId: world.media.add(file).id, mimeType: file.mimeType, fileName: file.fileName }
    : type === 'MEDIA_SHARE'
      ? { type: 'sticker', native: given }
      : fetched(
          call,
          { type: shownAs, url: requireUrl(payload.url, 'message[attachment][payload][url]') },
          world,
        )
  const isReusable = String(payload.is_reusable) === 'true'
  return { attachment, attachmentId: isReusable ? keep(account, attachment, world) : null }
}

/** …/messenger-platform/error-codes: 2018008 */
function fetched(call: ApiCall, attachment: SimulatedAttachment, world: World): SimulatedAttachment {
  const loaded = withLoaded(call, attachment, world)
  if (!loaded)
    refuse({ code: 100, subcode: 2018008, message: '(#100) Failed to fetch the file from the url' })
  return loaded
}

const MAX_BYTES = 25 * 1024 * 1024
const MAX_IMAGE_BYTES = 8 * 1024 * 1024

function requireSize(bytes: number, type: MediaType): void {
  if (bytes <= (type === 'image' ? MAX_IMAGE_BYTES : MAX_BYTES)) return
  refuse({ code: 100, subcode: 2018047, message: '(#100) Upload attachment failure: the file is too large' })
}

/** It was uploaded as one type, and is sent as that. */
function reused(account: Account, id: string, type: MediaType): Media {
  const attachment = uploads(account).get(id)
  if (attachment?.type !== type)
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
