/**
 * Files by address alone: uploads are of accounts with a linked Page, on the other host.
 * …/instagram-platform/instagram-api-with-instagram-login/messaging-api#send-an-image-or-gif
 */
import type { ChannelFiles } from '../media.ts'
import type { MediaType } from '../outbound.ts'
import { type FileRule, megabytes, ruled } from '../shared/file-rules.ts'

const PICTURE: FileRule = {
  types: /^image\/(jpeg|png|gif)$/,
  typesInWords: 'JPEG, PNG and GIF',
  maxBytes: megabytes(8),
}
const RULES: Readonly<Record<MediaType, FileRule>> = {
  IMAGE: PICTURE,
  STICKER: PICTURE,
  VIDEO: {
    types: /^video\/(mp4|ogg|x-msvideo|avi|quicktime|webm)$/,
    typesInWords: 'MP4, OGG, AVI, MOV and WebM',
    maxBytes: megabytes(25),
  },
  AUDIO: {
    types: /^audio\/(aac|mp4|x-m4a|wav|x-wav|vnd\.wave)$/,
    typesInWords: 'AAC, M4A, WAV and MP4',
    maxBytes: megabytes(25),
  },
  FILE: { types: /^application\/pdf$/, typesInWords: 'PDF alone', maxBytes: megabytes(25) },
}

const AS_PICTURE = "Instagram has no stickers of one's own: it becomes a picture."

export const files: ChannelFiles = {
  route: (file, as) =>
    ruled('Instagram', file, RULES[as], {
      by: 'LINK',
      as: as === 'STICKER' ? 'IMAGE' : as,
      losses: as === 'STICKER' ? [AS_PICTURE] : [],
    }),
}
