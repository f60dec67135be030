import type { IncomingMessage } from 'node:http'

export type Body = { ok: true; bytes: Buffer } | { ok: false; reason: 'too large' | 'cut off' }

/** Reads the raw bytes of a request, and no more of them than `most`. */
export function readBody(request: IncomingMessage, most: number): Promise<Body> {
  if (Number(request.headers['content-length'] ?? 0) > most)
    return Promise.resolve({ ok: false, reason: 'too large' })
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > most) resolve({ ok: false, reason: 'too large' })
      else chunks.push(chunk)
    })
    request.once('end', () =>
      resolve({ ok: true, bytes: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks) }),
    )
    request.once('close', () => resolve({ ok: false, reason: 'cut off' }))
    request.once('error', () => resolve({ ok: false, reason: 'cut off' }))
  })
}
