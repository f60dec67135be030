const types: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  ogg: 'audio/ogg',
  oga: 'audio/ogg',
  pdf: 'application/pdf',
  zip: 'application/zip',
  txt: 'text/plain',
  html: 'text/html',
}

/** By its ending; null where that says nothing. */
export function mimeTypeOf(fileName: string): string | null {
  return types[/\.([a-z\d]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? ''] ?? null
}
