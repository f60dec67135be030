/**
 * Files that customers sent, on a host of their own (`/line-data`):
 * developers.line.biz/en/reference/messaging-api/#get-content
 */
import type { MediaFile, Performed } from '../../network.ts'
import { answer, notFound } from './refusals.ts'
import type { LineRequest } from './request.ts'

export function readContent(request: LineRequest): Performed {
  const file = requireFile(request)
  if (isPreparing(file, request)) return { answer: answer(202, {}) }
  const { mimeType, bytes } = file
  return { answer: { ...answer(200, null), headers: { 'content-type': mimeType }, body: bytes } }
}

/** Smaller on the platform; here the same bytes. Only pictures and videos have one. */
export function readPreview(request: LineRequest): Performed {
  const { mimeType, bytes } = requireFile(request)
  if (!/^(image|video)\//.test(mimeType)) throw notFound()
  return { answer: { ...answer(200, null), headers: { 'content-type': 'image/jpeg' }, body: bytes } }
}

/** …#verify-video-or-audio-preparation-status */
export function readTranscoding(request: LineRequest): Performed {
  const file = requireFile(request)
  if (!/^(audio|video)\//.test(file.mimeType)) throw notFound()
  return { answer: answer(200, { status: isPreparing(file, request) ? 'processing' : 'succeeded' }) }
}

/** Films and sounds take a moment; until then their content is answered with 202 and no bytes. */
const PREPARED_AFTER_MS = 500

function isPreparing({ mimeType, at }: MediaFile, { world }: LineRequest): boolean {
  return /^(audio|video)\//.test(mimeType) && world.now() < at + PREPARED_AFTER_MS
}

function requireFile({ account, world, ids: [messageId = ''] }: LineRequest): MediaFile {
  const message = world.findMessage(account, messageId)?.message
  if (message?.direction !== 'IN' || message.deleted) throw notFound()
  const id = message.attachments?.find(({ mediaId }) => mediaId !== undefined)?.mediaId
  const file = id === undefined ? null : world.media.get(id)
  if (!file) throw notFound()
  return file
}
