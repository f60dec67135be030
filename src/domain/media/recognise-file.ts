import { fileTypeFromFile } from 'file-type'
import { markupType, readHead, recogniseText } from './recognise-text.ts'

/** Of bytes that are nothing we know: served as an attachment, and never looked into. */
export const UNKNOWN_TYPE = 'application/octet-stream'

/** What the same format is called by networks and browsers. */
const COMMON_NAMES: Readonly<Record<string, string>> = {
  'audio/x-m4a': 'audio/mp4',
  'audio/x-wav': 'audio/wav',
  'audio/vnd.wave': 'audio/wav',
  'audio/x-flac': 'audio/flac',
  'video/x-m4v': 'video/mp4',
}

/** A container that is made to be slow to look through must not hold anybody up. */
const PATIENCE_MS = 10_000

/** The MIME type that the bytes themselves tell; names and what a sender says do not count. */
export async function recogniseFile(path: string): Promise<string> {
  const found = await signature(path)
  if (found === undefined) return (await recogniseText(path)) ?? UNKNOWN_TYPE
  const type = found.split(';')[0]?.trim() ?? found
  // A picture or a page may hide behind an XML declaration.
  if (type === 'application/xml') return markupType(await readHead(path)) ?? type
  return COMMON_NAMES[type] ?? type
}

/** Undefined also for what is cut off within what it promises to be. */
async function signature(path: string): Promise<string | undefined> {
  try {
    return (await fileTypeFromFile(path, { signal: AbortSignal.timeout(PATIENCE_MS) }))?.mime
  } catch {
    return UNKNOWN_TYPE
  }
}

const PROGRAMS = new Set([
  'application/x-msdownload',
  'application/x-elf',
  'application/x-mach-binary',
  'application/x-ms-shortcut',
  'application/vnd.android.package-archive',
  'application/x-google-chrome-extension',
  'application/x-xpinstall',
  'application/x-ms-regedit',
])

/** What runs when it is opened. Kept when a customer sent it; never sent by us. */
export function isProgram(mimeType: string): boolean {
  return PROGRAMS.has(mimeType)
}
