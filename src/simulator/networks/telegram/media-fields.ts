/** The part of a Message that tells its file: core.telegram.org/bots/api#photosize, #video, #document ... */
import { isObject, type JsonObject } from '../../json.ts'
import type { Account, World } from '../../network.ts'
import { type FileRef, fileObject } from './files.ts'
import type { Params } from './params.ts'

export function mediaFields(account: Account, ref: FileRef, world: World, params?: Params): JsonObject {
  const file = fileObject(account, ref, world)
  const size = { width: params?.integer('width') ?? 640, height: params?.integer('height') ?? 480 }
  const duration = params?.integer('duration') ?? 1
  const named = { ...mimeType(ref), ...(ref.fileName !== undefined && { file_name: ref.fileName }) }
  switch (ref.kind) {
    case 'photo':
      // Several sizes on the platform, the largest last.
      return {
        photo: [
          { ...file, width: 90, height: 68 },
          { ...file, width: 640, height: 480 },
        ],
      }
    case 'video':
      return { video: { ...file, ...size, duration, ...named } }
    case 'animation': {
      // "For backward compatibility, when this field is set, the document field will also be set"
      const animation = { ...file, ...size, duration, ...named }
      return { animation, document: { ...file, ...named } }
    }
    case 'video_note':
      return { video_note: { ...file, length: params?.integer('length') ?? 240, duration } }
    case 'audio':
      return { audio: { ...file, duration, ...named, ...tags(params) } }
    case 'voice':
      return { voice: { ...file, duration, ...mimeType(ref) } }
    case 'document':
      return { document: { ...file, ...named } }
    case 'sticker':
      return { sticker: stickerObject(file, params?.text('emoji')) }
  }
}

function mimeType({ mimeType }: FileRef): JsonObject {
  return mimeType === undefined ? {} : { mime_type: mimeType }
}

function tags(params?: Params): JsonObject {
  const [title, performer] = [params?.text('title'), params?.text('performer')]
  return { ...(title !== undefined && { title }), ...(performer !== undefined && { performer }) }
}

function stickerObject(file: JsonObject, emoji = '🙂'): JsonObject {
  return { ...file, type: 'regular', width: 512, height: 512, is_animated: false, is_video: false, emoji }
}

/** The file ids inside a Message, for comparing media. */
export function hasMedia(message: JsonObject): boolean {
  return ['photo', 'video', 'animation', 'audio', 'document'].some(
    (kind) => isObject(message[kind]) || Array.isArray(message[kind]),
  )
}
