import { randomBytes } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import type { TestApp } from './test-app.ts'

/** What `POST /media` answers. */
export interface Uploaded {
  id: string
  fileName: string
  mimeType: string
  size: number
  sha256: string
  width: number | null
  height: number | null
  url: string
  thumbnailUrl: string | null
  keptUntil: string
}

export interface UploadAnswer {
  status: number
  file: Uploaded
  error: { code: string; message: string }
  headers: Headers
}

/** Sends the bare bytes. */
export async function upload(
  app: TestApp,
  bytes: Buffer,
  { name = 'photo.jpg', type = 'application/octet-stream', headers = {}, apiKey = app.demo.main.apiKey } = {},
): Promise<UploadAnswer> {
  const response = await fetch(`${app.url}/media`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${apiKey}`,
      'content-type': type,
      'x-file-name': encodeURIComponent(name),
      ...headers,
    },
    body: new Uint8Array(bytes),
  })
  return await read(response)
}

/** Sends a form, as a page would. */
export async function uploadForm(app: TestApp, form: FormData): Promise<UploadAnswer> {
  const headers = { authorization: `Bearer ${app.demo.main.apiKey}` }
  return await read(await fetch(`${app.url}/media`, { method: 'POST', headers, body: form }))
}

async function read(response: Response): Promise<UploadAnswer> {
  const { file, error } = (await response.json()) as Pick<UploadAnswer, 'file' | 'error'>
  return { status: response.status, file, error, headers: response.headers }
}

/** A picture of a colour of its own each time. */
export async function picture(format: 'jpeg' | 'png' | 'gif' | 'webp' | 'avif', width = 32, height = 24) {
  const [r = 0, g = 0, b = 0] = randomBytes(3)
  const create = { width, height, channels: 3 as const, background: { r, g, b } }
  return await sharp({ create }).toFormat(format).toBuffer()
}

/** A PNG of any size that compresses to nearly nothing. */
export function emptyPng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([1, 0, 0, 0, 0], 8)
  const row = 1 + Math.ceil(width / 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(row * height))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}
