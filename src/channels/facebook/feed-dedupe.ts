/** A change is named by what happened: to what, by which verb, when, and for a reaction by whom. */
import type { Json } from '../inbound.ts'
import { contentDigest } from '../shared/digest.ts'
import { isObject, type JsonObject } from '../shared/json.ts'
import { keyOf } from '../shared/meta-keys.ts'

type Part = Json | undefined

/** Null where the change cannot be named by its parts. */
export function activityKey(field: string, value: Json, time: Part): string | null {
  if (!isObject(value)) return null
  const target = targetOf(value)
  if (target === undefined) return null
  return keyOf(field, value.item, value.verb, target, ...momentOf(value, time), ...distinctionsOf(value))
}

export function leadKey(value: Json): string | null {
  return isObject(value) ? keyOf('leadgen', value.leadgen_id) : null
}

function targetOf(value: JsonObject): Part {
  return value.comment_id ?? value.post_id ?? value.open_graph_story_id ?? value.album_id ?? undefined
}

/**
 * A thing is made once, and `created_time` is when. It stays the same in all that comes of the thing later: when it
 * is hidden twice or goes back to former words, only the entry's time differs, which a redelivery repeats.
 */
function momentOf(value: JsonObject, time: Part): Part[] {
  const { created_time, edited_time, verb } = value
  if (verb === 'add') return [created_time ?? time]
  const isRewritten = (verb === 'edit' || verb === 'edited') && !isReaction(value)
  if (!isRewritten) return [created_time ?? '-', time]
  return [created_time ?? '-', edited_time ?? time, contentDigest(wordsOf(value))]
}

function isReaction({ item }: JsonObject): boolean {
  return item === 'reaction' || item === 'like'
}

/** Not the whole value: addresses of files are signed anew each time. */
function wordsOf(value: JsonObject): Json {
  return [value.message ?? null, value.review_text ?? null]
}

/** Several videos of one post come one by one under its id. */
function distinctionsOf(value: JsonObject): Part[] {
  const { reaction_type, photo_id, video_id } = value
  if (isReaction(value)) return [reaction_type ?? 'like', authorOf(value)]
  const medium = photo_id ?? video_id
  return medium === undefined || medium === null ? [] : [medium]
}

function authorOf({ from, sender_id }: JsonObject): Part {
  return (isObject(from) ? from.id : null) ?? sender_id ?? '-'
}
