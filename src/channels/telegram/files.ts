/**
 * The bytes go with the send; later ones name the file by the id that the answer gave, which does not go stale:
 * core.telegram.org/bots/api#sending-files
 */
import type { ChannelFiles, FileRoute } from '../media.ts'
import type { FileReference, MediaType, NativeRequest, NativeResponse } from '../outbound.ts'
import { type FileRule, fits, kilobytes, megabytes, plainType, ruled } from '../shared/file-rules.ts'
import { isObject, type JsonObject } from '../shared/json.ts'

const RULES: Readonly<Record<MediaType, FileRule>> = {
  // A GIF would stand still as a photo.
  IMAGE: {
    types: /^image\/(jpeg|png|webp|bmp)$/,
    typesInWords: 'JPEG, PNG and WebP',
    maxBytes: megabytes(10),
  },
  VIDEO: { types: /^video\/mp4$/, typesInWords: 'MP4', maxBytes: megabytes(50) },
  AUDIO: { types: /^audio\/(mpeg|mp4|x-m4a)$/, typesInWords: 'MP3 and M4A', maxBytes: megabytes(50) },
  FILE: { types: /./, typesInWords: 'everything', maxBytes: megabytes(50) },
  STICKER: { types: /^image\/webp$/, typesInWords: 'WebP', maxBytes: kilobytes(512) },
}

const WHY: Readonly<Record<'IMAGE' | 'VIDEO' | 'AUDIO', string>> = {
  IMAGE: 'Telegram shows as photos JPEG, PNG and WebP of up to 10 MB: this one is sent as a file.',
  VIDEO: 'Telegram plays MP4 as videos: this one is sent as a file.',
  AUDIO: 'Telegram plays MP3 and M4A as sounds: this one is sent as a file.',
}

export const files: ChannelFiles = {
  route: (file, as, place): FileRoute => {
    const isPlayed = as === 'IMAGE' || as === 'VIDEO' || as === 'AUDIO'
    // Whatever it is, it can be sent as a file; a card has no other way to show its picture.
    if (place === 'MEDIA' && isPlayed && !fits(file, RULES[as]))
      return ruled('Telegram', file, RULES.FILE, { by: 'ATTACH', as: 'FILE', losses: lossesOf(file, as) })
    return ruled('Telegram', file, RULES[as], { by: 'ATTACH', as })
  },
  kept,
  // In words alone, as all of its errors 400: core.telegram.org/bots/api#making-requests
  forgotten: ({ class: name, message }) =>
    name === 'INVALID_REQUEST' && /wrong (remote )?file|file reference/i.test(message),
}

/** A GIF moves as a file, too: nothing is lost. */
function lossesOf(file: FileReference, as: 'IMAGE' | 'VIDEO' | 'AUDIO'): string[] {
  return plainType(file) === 'image/gif' ? [] : [WHY[as]]
}

/** By the field that the file was sent in: another says that Telegram made something else of it. */
function kept({ body }: NativeResponse, { files: sent = [] }: NativeRequest): string | null {
  const result = isObject(body) && isObject(body.result) ? body.result : null
  const [file] = sent
  if (!result || !file || sent.length > 1) return null
  const value = result[file.field]
  const object = Array.isArray(value) ? largest(value.filter(isObject)) : value
  return isObject(object) && typeof object.file_id === 'string' ? object.file_id : null
}

/** A photo comes back in several sizes: core.telegram.org/bots/api#photosize */
function largest(sizes: JsonObject[]): JsonObject | undefined {
  const area = ({ width, height }: JsonObject) => Number(width ?? 0) * Number(height ?? 0)
  return sizes.toSorted((a, b) => area(b) - area(a))[0]
}
