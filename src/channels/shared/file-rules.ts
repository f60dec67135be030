/** What networks take of files, and how it is told that they do not. */
import type { FileRoute } from '../media.ts'
import type { FileReference, MediaType } from '../outbound.ts'

export interface FileRule {
  /** MIME types without parameters. */
  types: RegExp
  /** Those types in words. */
  typesInWords: string
  maxBytes: number
}

const MB = 1024 * 1024

export const megabytes = (count: number): number => count * MB
export const kilobytes = (count: number): number => count * 1024

const KINDS: Readonly<Record<MediaType, string>> = {
  IMAGE: 'pictures',
  VIDEO: 'videos',
  AUDIO: 'sounds',
  FILE: 'files',
  STICKER: 'stickers',
}

/** `audio/ogg; codecs=opus` is `audio/ogg`. */
export function plainType({ mimeType }: Pick<FileReference, 'mimeType'>): string {
  return (mimeType.split(';')[0] ?? '').trim().toLowerCase()
}

export function fits(file: FileReference, rule: FileRule): boolean {
  return rule.types.test(plainType(file)) && file.size <= rule.maxBytes
}

/** The route, if the file keeps to the rule; else which of its numbers it breaks. */
export function ruled(
  network: string,
  file: FileReference,
  rule: FileRule,
  route: { by: 'UPLOAD' | 'ATTACH' | 'LINK'; as: MediaType; losses?: string[] },
): FileRoute {
  const { types, typesInWords, maxBytes } = rule
  const kind = KINDS[route.as]
  if (!types.test(plainType(file)))
    return refusedFile(`${network} takes as ${kind} ${typesInWords}: this file is ${plainType(file)}.`)
  if (file.size > maxBytes)
    return refusedFile(
      `${network} takes ${kind} of up to ${sizeInWords(maxBytes)} (${maxBytes} bytes): this one has ${file.size} bytes.`,
    )
  return { ok: true, by: route.by, as: route.as, losses: route.losses ?? [] }
}

/** The place is filled in where it is known. */
export function refusedFile(message: string): FileRoute {
  return { ok: false, error: { code: 'INVALID_CONTENT', message } }
}

function sizeInWords(bytes: number): string {
  return bytes >= MB ? `${bytes / MB} MB` : `${bytes / 1024} KB`
}
