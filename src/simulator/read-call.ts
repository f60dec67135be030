import type { IncomingMessage } from 'node:http'
import { type Json, parseJson } from './json.ts'
import type { ApiCall, UploadedFile } from './network.ts'

const MAX_BYTES = 20 * 1024 * 1024
/** The largest file that any platform takes by an upload, and its form. */
const MAX_CALL_BYTES = 128 * 1024 * 1024

export class TooLarge extends Error {}

export async function readBytes(request: IncomingMessage, maxBytes = MAX_BYTES): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) throw new TooLarge(`a body may have ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Reads a request to a platform's API completely. */
export async function readCall(request: IncomingMessage, url: URL, prefix: string): Promise<ApiCall> {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
  )
  const raw = await readBytes(request, MAX_CALL_BYTES)
  const { body, files } = await readBody(raw, headers['content-type'] ?? '')
  return {
    prefix,
    method: request.method ?? 'GET',
    path: url.pathname.slice(prefix.length) || '/',
    query: url.searchParams,
    headers,
    raw,
    body,
    files,
    recipientBlocked: false,
  }
}

async function readBody(raw: Buffer, contentType: string): Promise<Pick<ApiCall, 'body' | 'files'>> {
  if (/^multipart\/form-data/i.test(contentType)) return readMultipart(raw, contentType)
  if (/^application\/x-www-form-urlencoded/i.test(contentType)) {
    return { body: Object.fromEntries(new URLSearchParams(raw.toString())), files: new Map() }
  }
  return { body: parseJson(raw.toString()), files: new Map() }
}

async function readMultipart(raw: Buffer, contentType: string): Promise<Pick<ApiCall, 'body' | 'files'>> {
  const form = await new Response(new Uint8Array(raw), { headers: { 'content-type': contentType } })
    .formData()
    // Broken multipart is a body without fields: the network then misses what it needs and says so.
    .catch(() => new FormData())
  const body: { [key: string]: Json } = {}
  const files = new Map<string, UploadedFile>()
  for (const [name, value] of form) {
    if (typeof value === 'string') body[name] = value
    else {
      const bytes = Buffer.from(await value.arrayBuffer())
      files.set(name, { fileName: value.name, mimeType: value.type || 'application/octet-stream', bytes })
    }
  }
  return { body, files }
}
