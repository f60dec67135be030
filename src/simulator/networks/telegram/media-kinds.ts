/** The kinds of files that messages carry, named as the fields of a Message. */
export const mediaKinds = [
  'photo',
  'video',
  'animation',
  'video_note',
  'audio',
  'voice',
  'document',
  'sticker',
] as const

export type MediaKind = (typeof mediaKinds)[number]

/** How file ids of each kind begin on the platform; all of one length. */
export const PREFIX: Readonly<Record<MediaKind, string>> = {
  photo: 'AgAC',
  video: 'BAAC',
  animation: 'CgAC',
  video_note: 'DQAC',
  audio: 'CQAC',
  voice: 'AwAC',
  document: 'BQAC',
  sticker: 'CAAC',
}

/** First part of the path of a download. */
export const FOLDER: Readonly<Record<MediaKind, string>> = {
  photo: 'photos',
  video: 'videos',
  animation: 'animations',
  video_note: 'video_notes',
  audio: 'music',
  voice: 'voice',
  document: 'documents',
  sticker: 'stickers',
}
