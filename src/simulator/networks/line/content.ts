/**
 * Files that customers sent, on a host of their own (`/line-data`):
 * developers.line.biz/en/reference/messaging-api/#get-content
 */
import type { MediaFile, Performed } from '../../network.ts'
import { answer, notFound } from './refusals.ts'
import type { LineRequest } from './request.ts'

export function readContent(request: LineRequest): Performed {
  const { mimeType, bytes } = requireFile(request)
  return { answer: { ...answer(200, null), headers: { 'content-type': mimeType }, body: bytes } }
}

/** Smaller on the platform; here the same bytes. Only pictures and videos have one. */
export function readPreview(request: LineRequest): Performed {
  const { mimeType, bytes } = requireFile(request)
  if (!/^(image|video)\//.test(mimeType)) throw notFound()
  return { answer: { ...answer(200, null), headers: { 'content-type': 'image/jpeg' }, body: bytes } }
}

/** …#verify-video-or-audio-preparation-status: nothing needs preparing here. */
export function readTranscoding(request: LineRequest): Performed {
  if (!/^(audio|video)\//.test(requireFile(request).mimeType)) throw notFound()
  return { answer: answer(200, { status: 'succeeded' }) }
}

function requireFile({ account, world, ids: [messageId = ''] }: LineRequest): MediaFile {
  const message = world.findMessage(account, messageId)?.message
  if (message?.direction !== 'IN' || message.deleted) throw notFound()
  const id = message.attachments?.find(({ mediaId }) => mediaId !== undefined)?.mediaId
  const file = id === undefined ? null : world.media.get(id)
  if (!file) throw notFound()
  return file
}
