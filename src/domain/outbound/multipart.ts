import { randomBytes } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { Json } from '../../channels/inbound.ts'
import type { FilePart, FileReference } from '../../channels/outbound.ts'

/** Opens the bytes of a file of ours. */
export type OpenFile = (file: FileReference) => Promise<Readable>

/** A form with files, of which never more than a piece is in memory: RFC 7578. */
export interface MultipartBody {
  contentType: string
  /** Bytes of all of it, known before the first is read. */
  length: number
  chunks(open: OpenFile): AsyncGenerator<Uint8Array>
}

const CRLF = '\r\n'

/** The body's members are its fields, texts as they are and all else as JSON. */
export function multipartBody(body: Json | undefined, files: readonly FilePart[]): MultipartBody {
  const boundary = `parley-${randomBytes(18).toString('base64url')}`
  const fields = Buffer.from(
    fieldsOf(body)
      .map((field) => partOf(boundary, field))
      .join(''),
  )
  const heads = files.map((part) => Buffer.from(headOf(boundary, part)))
  const end = Buffer.from(`--${boundary}--${CRLF}`)
  const between = Buffer.from(CRLF)
  const length = files.reduce(
    (sum, { file }, n) => sum + (heads[n]?.length ?? 0) + file.size + between.length,
    fields.length + end.length,
  )
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    length,
    chunks: async function* (open) {
      yield fields
      for (const [n, { file }] of files.entries()) {
        yield heads[n] ?? between
        yield* bytesOf(file, open)
        yield between
      }
      yield end
    },
  }
}

/** Exactly as many as were announced: one more or less would break what comes after them. */
async function* bytesOf(file: FileReference, open: OpenFile): AsyncGenerator<Uint8Array> {
  let left = file.size
  for await (const chunk of (await open(file)) as AsyncIterable<Uint8Array>) {
    left -= chunk.length
    if (left < 0) break
    yield chunk
  }
  if (left !== 0) throw new Error(`the file ${file.id} has not the ${file.size} bytes that it should have`)
}

interface Field {
  name: string
  value: string
}

function fieldsOf(body: Json | undefined): Field[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return []
  return Object.entries(body).map(([name, value]) => ({
    name,
    value: typeof value === 'string' ? value : JSON.stringify(value),
  }))
}

function partOf(boundary: string, { name, value }: Field): string {
  return `--${boundary}${CRLF}content-disposition: form-data; name="${quoted(name)}"${CRLF}${CRLF}${value}${CRLF}`
}

function headOf(boundary: string, { field, fileName, file }: FilePart): string {
  return [
    `--${boundary}`,
    `content-disposition: form-data; name="${quoted(field)}"; filename="${quoted(fileName)}"`,
    `content-type: ${file.mimeType.replaceAll(/[\r\n]/g, '')}`,
    '',
    '',
  ].join(CRLF)
}

/** As browsers write it: html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data */
function quoted(name: string): string {
  return name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22')
}
