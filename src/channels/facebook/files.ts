/** Files are saved with the Page and sent by their id: …/messenger-platform/reference/attachment-upload-api */
import type { ChannelFiles } from '../media.ts'
import type { MediaType } from '../outbound.ts'
import { type FileRule, megabytes, ruled } from '../shared/file-rules.ts'
import { isObject } from '../shared/json.ts'
import { readFailure } from '../shared/meta-errors.ts'
import { graphPath } from '../shared/meta-graph.ts'
import { HOST } from '../shared/meta-send.ts'
import { subcodes } from './errors.ts'

/** "Attachments … maximum size 25 MB", pictures less: …/messenger-platform/send-messages#sending_attachments */
const PICTURE: FileRule = {
  types: /^image\/(jpeg|png|gif)$/,
  typesInWords: 'JPEG, PNG and GIF',
  maxBytes: megabytes(8),
}
const RULES: Readonly<Record<MediaType, FileRule>> = {
  IMAGE: PICTURE,
  STICKER: PICTURE,
  VIDEO: { types: /^video\//, typesInWords: 'videos of any kind', maxBytes: megabytes(25) },
  AUDIO: { types: /^audio\//, typesInWords: 'sounds of any kind', maxBytes: megabytes(25) },
  FILE: { types: /./, typesInWords: 'everything', maxBytes: megabytes(25) },
}

const AS_PICTURE = "Messenger has no stickers of one's own: it becomes a picture."

export const files: ChannelFiles = {
  route: (file, as, place, { thread }) => {
    // Comments and cards have their pictures by address alone: …/graph-api/reference/object/comments#publish
    if (place === 'PICTURE' || thread.type === 'PUBLIC')
      return ruled('Facebook', file, RULES[as], { by: 'LINK', as })
    const shownAs = as === 'STICKER' ? 'IMAGE' : as
    const losses = as === 'STICKER' ? [AS_PICTURE] : []
    return ruled('Messenger', file, RULES[as], { by: 'UPLOAD', as: shownAs, losses })
  },
  upload: {
    request: (file, as, fileName, { externalId }) => ({
      method: 'POST',
      host: HOST,
      path: graphPath(externalId, 'message_attachments'),
      body: { message: { attachment: { type: as.toLowerCase(), payload: { is_reusable: true } } } },
      files: [{ field: 'filedata', file, fileName }],
    }),
    read: (response) => {
      const { status, body } = response
      const id = status >= 200 && status < 300 && isObject(body) ? body.attachment_id : undefined
      if (typeof id === 'string' && id !== '') return { ok: true, externalId: id }
      return { ok: false, error: readFailure(response, subcodes) }
    },
  },
  // An id that is not, or no longer, one of the Page's is a parameter that is not valid.
  forgotten: ({ code, class: name }) => name === 'INVALID_REQUEST' && /^100(\/|$)/.test(code),
}
