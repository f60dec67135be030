import type { Json } from '../../channels/inbound.ts'
import type { FilePart, FileReference, MediaType, NativeRequest } from '../../channels/outbound.ts'

/**
 * A place in a request where what the network calls a file of ours will stand, or our link to it. It is filled in
 * when the request is made and not when it is rendered: ids go stale, and links end.
 */
export interface FileNeed {
  /** Stands in the request until then. Made up anew at each rendering: nobody can write it into a text. */
  placeholder: string
  file: FileReference
  by: 'UPLOAD' | 'ATTACH' | 'LINK'
  as: MediaType
  fileName: string
  /** The network keeps the name with the bytes, and shows it: what it has under another name is another file. */
  keepsName?: true
}

/** A request as it is stored with its part. */
export type PartRequest = NativeRequest & { needs?: FileNeed[] }

/** What stands in the place of a need: a text, or the bytes themselves. */
export type Filling = { text: string } | { attach: true }

/** Those of the needs that stand in the request. */
export function needsOf(request: NativeRequest, needs: readonly FileNeed[]): PartRequest {
  const text = needs.length > 0 ? JSON.stringify(request.body ?? null) : ''
  const own = needs.filter(({ placeholder }) => text.includes(placeholder))
  return own.length > 0 ? { ...request, needs: own } : request
}

/** The request as it is made. */
export function filled(
  { needs = [], ...request }: PartRequest,
  fillingOf: (need: FileNeed) => Filling,
): NativeRequest {
  let made: NativeRequest = request
  for (const need of needs) {
    const filling = fillingOf(need)
    made = 'text' in filling ? withText(made, need, filling.text) : withFile(made, need)
  }
  return made
}

/** Where what the network will call a file, or our link to it, would stand. */
const UPLOADED_ID = '<id of the uploaded file>'
const LINK = '<signed link to the file>'

/** The request as people read it, before it is known what will be filled in. */
export function readable(request: PartRequest): NativeRequest {
  return filled(request, ({ by }) =>
    by === 'ATTACH' ? { attach: true } : { text: by === 'LINK' ? LINK : UPLOADED_ID },
  )
}

function withText(request: NativeRequest, { placeholder }: FileNeed, text: string): NativeRequest {
  if (request.body === undefined) return request
  return { ...request, body: replaced(request.body, placeholder, text) }
}

function replaced(value: Json, placeholder: string, text: string): Json {
  if (typeof value === 'string') return value.replaceAll(placeholder, () => text)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((one) => replaced(one, placeholder, text))
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, replaced(one, placeholder, text)]),
  )
}

/** The member that would have named the file becomes the field of the form that has its bytes. */
function withFile(request: NativeRequest, { placeholder, file, fileName }: FileNeed): NativeRequest {
  const { body, files = [] } = request
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return request
  const [field] = Object.entries(body).find(([, value]) => value === placeholder) ?? []
  if (field === undefined) return request
  const { [field]: _, ...rest } = body
  const part: FilePart = { field, file, fileName }
  return { ...request, body: rest, files: [...files, part] }
}
