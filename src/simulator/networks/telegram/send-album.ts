/** core.telegram.org/bots/api#sendmediagroup */
import { isObject, type Json, type JsonObject } from '../../json.ts'
import type { Performed } from '../../network.ts'
import { bad, ok } from './answers.ts'
import { openChat, takeGroupPoints } from './chats.ts'
import { type Outgoing, recordOutgoing, repliedMessage } from './deliver.ts'
import type { MediaKind } from './media-kinds.ts'
import { messageObject } from './message-object.ts'
import type { TelegramRequest } from './request.ts'
import { outgoingMedia } from './send-media.ts'

const ALBUM_KINDS: readonly MediaKind[] = ['photo', 'video', 'audio', 'document']

export function sendMediaGroup(request: TelegramRequest): Performed {
  const { account, world } = request
  const album = readAlbum(request)
  const conversation = openChat(request)
  const replyTo = repliedMessage(request, conversation)
  takeGroupPoints(conversation, account, world)
  const media_group_id = `${Math.floor(world.now())}${world.next()}`
  const sent = album.map(({ fields, seen }) =>
    recordOutgoing(
      request,
      conversation,
      { fields: { media_group_id, ...fields }, seen },
      { markup: none, replyTo },
    ),
  )
  return ok(sent.map((message) => messageObject(message, conversation, world)))
}

const none = { shown: null, buttons: [] }

function readAlbum(request: TelegramRequest): Outgoing[] {
  const media = request.params.json('media', 'media')
  if (!Array.isArray(media)) throw bad('expected an Array of InputMedia')
  if (media.length === 0) throw bad('there are no messages to send')
  if (media.length < 2) throw bad('too few messages to send as an album')
  if (media.length > 10) throw bad('too many messages to send as an album')
  const items = media.map(readItem)
  const kinds = new Set(items.map(({ type }) => type))
  const isMixed = kinds.size > 1 && (kinds.has('audio') || kinds.has('document'))
  if (isMixed) throw bad("can't use the media of the specified type in the album")
  return items.map((item) => outgoingItem(request, item))
}

function readItem(item: Json): JsonObject & { type: MediaKind } {
  if (!isObject(item)) throw bad("can't parse InputMedia: expected an Object")
  const kind = ALBUM_KINDS.find((one) => one === item.type)
  if (!kind) throw bad("can't parse InputMedia: type must be one of photo, video, audio, document")
  if (typeof item.media !== 'string' || item.media === '')
    throw bad("can't parse InputMedia: media not found")
  return { ...item, type: kind }
}

/** Captions belong to the items, not to the album. */
export function outgoingItem(request: TelegramRequest, item: JsonObject & { type: MediaKind }): Outgoing {
  const none = { caption: '', parse_mode: '', caption_entities: '' }
  const params = request.params.with({ ...none, ...item })
  return outgoingMedia({ ...request, params }, item.type, 'media')
}
