/** …/graph-api/webhooks/reference/page#feed, …/instagram-platform/webhooks/examples#comments */
import type { Happening, Json, JsonObject, SimulatedMessage, World } from '../../../network.ts'
import { isSubscribed } from '../subscriptions.ts'
import { placeOf } from './comment-place.ts'
import type { MessagingRules } from './rules.ts'

const verbs: Partial<Record<Happening['kind'], string>> = {
  message: 'add',
  echo: 'add',
  edit: 'edited',
  unsend: 'remove',
  hide: 'hide',
  unhide: 'unhide',
}

/** Null: it is not about a comment. */
export function commentWebhooks(happening: Happening, world: World, rules: MessagingRules): Json[] | null {
  if (!('message' in happening) || happening.message.type !== 'comment') return null
  const { account } = happening.conversation
  const field = happening.message.broadcast ? rules.comments.liveField : rules.comments.field
  const value =
    rules.object === 'page'
      ? (reactionValue(happening, world) ?? feedValue(happening, happening.message, world))
      : commentValue(happening, happening.message)
  if (!value || !isSubscribed(account, field)) return []
  const entry = { id: account.externalId, time: world.now(), changes: [{ field, value }] }
  return [{ object: rules.object, entry: [entry] }]
}

/** A Page's own comments come back like everybody's. */
function feedValue(
  { kind, conversation }: Happening,
  message: SimulatedMessage,
  world: World,
): JsonObject | null {
  const verb = verbs[kind]
  if (verb === undefined) return null
  const { account, customer } = conversation
  const { postId, parentId } = placeOf(message)
  const isOwn = message.direction === 'OUT'
  const from = isOwn
    ? { id: account.externalId, name: account.name }
    : { id: customer.id, name: customer.name }
  return {
    ...(!message.isAnonymous && { from }),
    item: 'comment',
    verb,
    comment_id: message.id,
    post_id: postId,
    parent_id: parentId,
    created_time: Math.floor((verb === 'add' ? message.at : world.now()) / 1000),
    ...(verb !== 'remove' && { message: message.text ?? '' }),
    ...(isOwn && message.attachments?.[0]?.url !== undefined && { photo: message.attachments[0].url }),
  }
}

const REACTIONS: ReadonlyMap<string, string> = new Map([
  ['👍', 'like'],
  ['❤', 'love'],
  ['🤗', 'care'],
  ['😆', 'haha'],
  ['😮', 'wow'],
  ['😢', 'sorry'],
  ['😡', 'anger'],
])

/** Null: it is no reaction. Whose it is stands in `from`, also where it is the page. */
function reactionValue(happening: Happening, world: World): JsonObject | null {
  if (happening.kind !== 'reaction' && happening.kind !== 'like') return null
  const { conversation, message, emoji, kind } = happening
  const { account, customer } = conversation
  const by = kind === 'like' ? { id: account.externalId, name: account.name } : customer
  const before = kind === 'like' ? '👍' : happening.before
  const { postId, parentId } = placeOf(message)
  return {
    from: { id: by.id, name: by.name },
    item: 'reaction',
    verb: emoji === null ? 'remove' : 'add',
    reaction_type: REACTIONS.get((emoji ?? before ?? '').replace(/\ufe0f/g, '')) ?? 'like',
    comment_id: message.id,
    post_id: postId,
    parent_id: parentId,
    created_time: Math.floor(world.now() / 1000),
  }
}

/** Instagram tells new comments, the account's own too: neither edits, deletions, hiding nor likes. */
function commentValue({ kind, conversation }: Happening, message: SimulatedMessage): JsonObject | null {
  if (kind !== 'message' && kind !== 'echo') return null
  const { account, customer } = conversation
  const { postId, parentId } = placeOf(message)
  const by = kind === 'echo' ? { id: account.externalId, name: account.name, username: null } : customer
  return {
    id: message.id,
    from: {
      id: by.id,
      username: by.username ?? by.name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '.'),
      ...(kind === 'echo' && { self_ig_scoped_id: `2${account.externalId.slice(-15)}` }),
    },
    media: { id: postId, media_product_type: message.broadcast ? 'LIVE' : 'FEED' },
    text: message.text ?? '',
    ...(parentId !== postId && { parent_id: parentId }),
  }
}
