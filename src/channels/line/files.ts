/** LINE keeps no files of accounts: people's phones fetch them from an https address. …/messaging-api/#image-message */
import type { ChannelFiles } from '../media.ts'
import type { MediaType } from '../outbound.ts'
import { type FileRule, megabytes, refusedFile, ruled } from '../shared/file-rules.ts'

const RULES: Readonly<Record<Exclude<MediaType, 'STICKER'>, FileRule>> = {
  IMAGE: { types: /^image\/(jpeg|png)$/, typesInWords: 'JPEG and PNG', maxBytes: megabytes(10) },
  VIDEO: { types: /^video\/mp4$/, typesInWords: 'MP4', maxBytes: megabytes(200) },
  AUDIO: {
    types: /^audio\/(mpeg|mp4|x-m4a)$/,
    typesInWords: 'MP3 and M4A',
    maxBytes: megabytes(200),
  },
  // A link in a text.
  FILE: { types: /./, typesInWords: 'everything', maxBytes: Number.MAX_SAFE_INTEGER },
}

/** …/messaging-api/#image-message: of `previewImageUrl`, which cards and films have alone. */
const PREVIEW: FileRule = { ...RULES.IMAGE, maxBytes: megabytes(1) }

export const files: ChannelFiles = {
  route: (file, as, place) => {
    if (as === 'STICKER')
      return refusedFile('LINE sends only its own stickers, by id; a picture can be sent as IMAGE.')
    return ruled('LINE', file, place === 'PICTURE' ? PREVIEW : RULES[as], { by: 'LINK', as })
  },
}
