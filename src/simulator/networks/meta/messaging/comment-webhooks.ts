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
}

/** Null: it is not about a comment. */
export function commentWebhooks(happening: Happening, world: World, rules: MessagingRules): Json[] | null {
  if (!('message' in happening) || happening.message.type !== 'comment') return null
  const { account } = happening.conversation
  const { field } = rules.comments
  const value =
    rules.object === 'page'
      ? feedValue(happening, happening.message, world)
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
    from,
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

/** Instagram tells new comments of others alone: neither edits nor deletions. */
function commentValue({ kind, conversation }: Happening, message: SimulatedMessage): JsonObject | null {
  if (kind !== 'message') return null
  const { customer } = conversation
  const { postId, parentId } = placeOf(message)
  return {
    id: message.id,
    from: {
      id: customer.id,
      username: customer.username ?? customer.name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '.'),
    },
    media: { id: postId, media_product_type: 'FEED' },
    text: message.text ?? '',
    ...(parentId !== postId && { parent_id: parentId }),
  }
}
