/** Files up and down: …/whatsapp/cloud-api/reference/media */
import type { ApiCall, MediaFile, Performed, World } from '../../network.ts'
import { refuseParameter } from '../meta/errors.ts'
import { parametersOf } from '../meta/request.ts'
import { done, type GraphRequest, type GraphRoute } from '../meta/routes.ts'
import { requireOwn } from '../meta/subscriptions.ts'
import { fileGone } from './errors.ts'

/** A file's address is good for this long. */
const URL_LIFE_MS = 5 * 60_000
const PATH = '/media-files/'
const TYPES =
  /^(image\/(jpeg|png|webp)|video\/(mp4|3gpp)|audio\/(aac|amr|mpeg|mp4|ogg|opus)|text\/plain|application\/.+)\b/

export const mediaRoutes: readonly GraphRoute[] = [
  { method: 'POST', edge: 'media', operation: 'uploadMedia', perform: upload },
]

function upload({ call, account, node, world }: GraphRequest): Performed {
  requireOwn(account, node, call)
  const { messaging_product: product } = parametersOf(call)
  if (product !== 'whatsapp') refuseParameter('The parameter messaging_product is required.')
  const file = call.files.get('file')
  if (!file) refuseParameter('The parameter file is required.')
  const type = parametersOf(call).type
  const mimeType = typeof type === 'string' && type.includes('/') ? type : file.mimeType
  if (!TYPES.test(mimeType))
    refuseParameter(`Param file must be a file of a supported type. Received file of type '${mimeType}'.`)
  if (file.bytes.length > MAX_BYTES)
    refuseParameter(`Param file must be at most ${MAX_BYTES} bytes. Received ${file.bytes.length} bytes.`)
  return done({ id: world.media.add({ ...file, mimeType }).id })
}

/** Of a document; what is sent as something smaller is held to that then. */
const MAX_BYTES = 100 * 1024 * 1024
/** "Media IDs … persist for 30 days" */
const LIFE_MS = 30 * 86_400_000

/** The uploaded file, as long as it is kept. */
export function keptMedia(id: string, world: World): MediaFile | null {
  const file = world.media.get(id)
  return file && file.at + LIFE_MS > world.now() ? file : null
}

/** Null: no file has this id. */
export function readMedia({ node, world }: GraphRequest): Performed | null {
  const file = world.media.get(node)
  if (!file) return null
  const expires = world.now() + URL_LIFE_MS
  return done({
    messaging_product: 'whatsapp',
    url: `${world.baseUrl}/whatsapp${PATH}${file.id}?expires=${expires}`,
    mime_type: file.mimeType,
    sha256: file.sha256,
    file_size: file.size,
    id: file.id,
  })
}

export function isDownload(call: ApiCall): boolean {
  return call.method === 'GET' && call.path.startsWith(PATH)
}

export function download(call: ApiCall, world: World): Performed {
  const file = world.media.get(call.path.slice(PATH.length))
  const isOld = Number(call.query.get('expires') ?? 0) < world.now()
  if (!file || isOld) return { answer: fileGone }
  return { answer: { status: 200, headers: { 'content-type': file.mimeType }, body: file.bytes } }
}
