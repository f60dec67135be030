/**
 * Files: core.telegram.org/bots/api#sending-files. A `file_id` is opaque to bots; here it says itself what it is, so
 * nothing has to be remembered. Addresses are never fetched: such a file has no bytes, only its address.
 */
import { createHash } from 'node:crypto'
import { isObject, type JsonObject, parseJson } from '../../json.ts'
import type { Account, MediaFile, SimulatedAttachment, UploadedFile, World } from '../../network.ts'
import { bad } from './answers.ts'
import { type MediaKind, mediaKinds, PREFIX } from './media-kinds.ts'
import { mimeTypeOf } from './mime-types.ts'
import type { Params } from './params.ts'

export interface FileRef {
  kind: MediaKind
  mediaId?: string
  url?: string
  fileName?: string
  mimeType?: string
}

export function fileId(account: Account, ref: FileRef): string {
  const sealed = JSON.stringify({ bot: account.externalId, ...ref })
  return `${PREFIX[ref.kind]}${Buffer.from(sealed).toString('base64url')}`
}

/** Null for what this bot was never given. */
export function readFileId(account: Account, id: string): FileRef | null {
  const sealed = parseJson(Buffer.from(id.slice(PREFIX.photo.length), 'base64url').toString())
  if (!isObject(sealed) || sealed.bot !== account.externalId) return null
  const kind = mediaKinds.find((one) => one === sealed.kind)
  if (!kind) return null
  const texts = ['mediaId', 'url', 'fileName', 'mimeType'].map((name) => [name, sealed[name]])
  return { kind, ...Object.fromEntries(texts.filter(([, value]) => typeof value === 'string')) }
}

export function uniqueId({ kind, mediaId, url }: FileRef): string {
  return `A${createHash('sha1')
    .update(`${kind} ${mediaId ?? url}`)
    .digest('base64url')
    .slice(0, 15)}`
}

/** What all objects of files have in common. */
export function fileObject(account: Account, ref: FileRef, world: World): JsonObject {
  const bytes = storedFile(ref, world)?.size
  return {
    file_id: fileId(account, ref),
    file_unique_id: uniqueId(ref),
    ...(bytes !== undefined && { file_size: bytes }),
  }
}

export function storedFile({ mediaId }: FileRef, world: World): MediaFile | null {
  return mediaId === undefined ? null : world.media.get(mediaId)
}

/** The file that a parameter names: an upload, a `file_id`, or an address. */
export function readInputFile(
  { account, world, params }: { account: Account; world: World; params: Params },
  field: string,
  kind: MediaKind,
): FileRef {
  const given = params.text(field)
  const attached = given === undefined ? field : /^attach:\/\/(.+)$/.exec(given)?.[1]
  if (attached !== undefined) {
    const upload = params.file(attached)
    if (!upload) throw bad(`there is no ${kind.replace('_', ' ')} in the request`)
    return uploaded(upload, kind, world)
  }
  const known = readFileId(account, given ?? '')
  if (known) return sameKind(known, kind)
  return byAddress(given ?? '', kind)
}

function uploaded({ bytes, fileName, mimeType }: UploadedFile, kind: MediaKind, world: World): FileRef {
  if (bytes.length === 0) throw bad('file must be non-empty')
  if (kind === 'photo' && bytes.length > 10 * 1024 * 1024) throw bad('file is too big')
  const type = mimeTypeOf(fileName) ?? mimeType
  const { id } = world.media.add({ bytes, mimeType: type, fileName })
  return { kind, mediaId: id, fileName, mimeType: type }
}

/** "It is not possible to change the file type when resending by file_id" */
function sameKind(known: FileRef, kind: MediaKind): FileRef {
  if (known.kind === kind) return known
  throw bad(`can't use file of type ${known.kind} as ${kind}`)
}

function byAddress(url: string, kind: MediaKind): FileRef {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) throw bad('wrong file identifier/HTTP URL specified')
  const { pathname } = new URL(url)
  const fileName = pathname.split('/').at(-1) ?? ''
  const mimeType = mimeTypeOf(fileName)
  if (mimeType !== null && !fits(mimeType, kind)) throw bad('wrong type of the web page content')
  return { kind, url, ...(fileName !== '' && { fileName }), ...(mimeType !== null && { mimeType }) }
}

function fits(mimeType: string, kind: MediaKind): boolean {
  if (kind === 'photo' || kind === 'sticker') return mimeType.startsWith('image/')
  if (kind === 'video' || kind === 'animation') return /^video\/|^image\/gif/.test(mimeType)
  if (kind === 'audio' || kind === 'voice') return mimeType.startsWith('audio/')
  return true
}

/** The customer sees it; what has no bytes, by its address. */
export function attachmentOf({ kind, ...file }: FileRef): SimulatedAttachment {
  return { type: SEEN_AS[kind], ...file }
}

const SEEN_AS = {
  photo: 'image',
  video: 'video',
  animation: 'video',
  video_note: 'video',
  audio: 'audio',
  voice: 'audio',
  document: 'file',
  sticker: 'sticker',
} as const
