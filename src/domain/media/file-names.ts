/** By what files are named that have no name. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'image/heic': 'heic',
  'image/svg+xml': 'svg',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'video/webm': 'webm',
  'video/3gpp': '3gp',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/ogg': 'ogg',
  'audio/aac': 'aac',
  'audio/amr': 'amr',
  'audio/wav': 'wav',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'text/plain': 'txt',
  'text/csv': 'csv',
  'text/vcard': 'vcf',
  'text/html': 'html',
}

/** Characters; a name is part of an address. */
const LONGEST = 100
/** Controls, line breaks, and marks that turn the direction of what follows; joiners belong to scripts and emoji. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}]|(?![\u200C\u200D])\p{Cf}/gu
/** What has a meaning in some file system or shell. */
const SPECIAL = /[<>:"|?*]/g

/** A name that can be shown, linked and saved anywhere, also where none was given. */
export function safeFileName(name: string | null | undefined, mimeType: string): string {
  return cleanFileName(name) ?? `file.${EXTENSIONS[mimeType] ?? 'bin'}`
}

/** The name without folders, controls and tricks of direction; null where nothing is left of it. */
export function cleanFileName(name: string | null | undefined): string | null {
  const last = (name ?? '').toWellFormed().normalize('NFC').split(/[/\\]/).at(-1)
  const clean = (last ?? '')
    .replace(UNSEEN, '')
    .replace(SPECIAL, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
  return clean === '' ? null : shortened(clean)
}

/** The end stays, which tells the kind. */
function shortened(name: string): string {
  const characters = [...name]
  if (characters.length <= LONGEST) return name
  const [extension = ''] = /\.[\p{L}\p{N}]{1,10}$/u.exec(name) ?? []
  return characters.slice(0, LONGEST - extension.length).join('') + extension
}

/** RFC 6266: the name in ASCII for the old, and in UTF-8 for everybody else. */
export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/gu, '_')
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
