/**
 * Files are uploaded to the account and sent by id, good for 30 days: …/whatsapp/business-phone-numbers/media. A link
 * would do as well, but only where this server is reached from outside.
 */
import type { ChannelFiles, FileRoute } from '../media.ts'
import type { FileReference, MediaType } from '../outbound.ts'
import { type FileRule, kilobytes, megabytes, plainType, ruled } from '../shared/file-rules.ts'
import { isObject } from '../shared/json.ts'
import { graphPath } from '../shared/meta-graph.ts'
import { readError } from './errors.ts'

const DOCUMENTS =
  /^(text\/plain|application\/(pdf|msword|vnd\.ms-(excel|powerpoint)|vnd\.openxmlformats-officedocument\..+))$/

/** …/business-phone-numbers/media#supported-media-types */
const RULES: Readonly<Record<MediaType, FileRule>> = {
  IMAGE: { types: /^image\/(jpeg|png)$/, typesInWords: 'JPEG and PNG', maxBytes: megabytes(5) },
  VIDEO: { types: /^video\/(mp4|3gpp)$/, typesInWords: 'MP4 and 3GP', maxBytes: megabytes(16) },
  AUDIO: {
    types: /^audio\/(aac|amr|mpeg|mp4|x-m4a|ogg|opus)$/,
    typesInWords: 'AAC, AMR, MP3, M4A and OGG',
    maxBytes: megabytes(16),
  },
  FILE: {
    // The upload itself knows a list of types, which documents share with all others.
    types: new RegExp(
      `${DOCUMENTS.source}|^(image/(jpeg|png|webp)|video/(mp4|3gpp)|audio/(aac|amr|mpeg|mp4|x-m4a|ogg|opus))$`,
    ),
    typesInWords: 'PDF, text, Word, Excel and PowerPoint, and what it takes as pictures, videos and sounds',
    maxBytes: megabytes(100),
  },
  // 100 KB where nothing moves: whether it does, WhatsApp finds out.
  STICKER: { types: /^image\/webp$/, typesInWords: 'WebP', maxBytes: kilobytes(500) },
}

/** "Media IDs … persist for 30 days": less, for what is on its way. */
const KEPT_MS = 29 * 86_400_000

/** No such media, could not be had, could not be uploaded: a parameter that is not valid says no more. */
const FORGOTTEN: ReadonlySet<string> = new Set(['100', '100/33', '131009', '131052', '131053'])

export const files: ChannelFiles = {
  route: (file, as, place): FileRoute => {
    // Headers of cards: no id here, since they are written as links.
    if (place === 'PICTURE') return ruled('WhatsApp', file, RULES.IMAGE, { by: 'LINK', as: 'IMAGE' })
    if (as === 'IMAGE' && isOtherPicture(file))
      return ruled('WhatsApp', file, RULES.FILE, {
        by: 'UPLOAD',
        as: 'FILE',
        losses: ['WhatsApp shows only JPEG and PNG as pictures: this one is sent as a document.'],
      })
    return ruled('WhatsApp', file, RULES[as], { by: 'UPLOAD', as })
  },
  upload: {
    request: (file, _as, fileName, { externalId }) => ({
      method: 'POST',
      host: 'api',
      path: graphPath(externalId, 'media'),
      body: { messaging_product: 'whatsapp', type: uploadType(file) },
      files: [{ field: 'file', file: { ...file, mimeType: uploadType(file) }, fileName }],
    }),
    read: (response) => {
      const { status, body } = response
      const id = status >= 200 && status < 300 && isObject(body) ? body.id : undefined
      if (typeof id === 'string' && id !== '') return { ok: true, externalId: id, keptMs: KEPT_MS }
      return { ok: false, error: readError(response) }
    },
  },
  namedBySend: true,
  forgotten: ({ code }) => FORGOTTEN.has(code),
}

/** WebP is a type of the upload, though not of pictures. */
function isOtherPicture(file: FileReference): boolean {
  return plainType(file) === 'image/webp'
}

/** Of M4A the list has one name. */
function uploadType(file: FileReference): string {
  const type = plainType(file)
  return type === 'audio/x-m4a' ? 'audio/mp4' : type
}
