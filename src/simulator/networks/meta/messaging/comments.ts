/**
 * Comments below a Page's posts and an account's media: …/graph-api/reference/comment,
 * …/instagram-platform/instagram-graph-api/reference/ig-comment
 */
import type {
  Account,
  ApiCall,
  Conversation,
  Happening,
  Json,
  JsonObject,
  Performed,
  SimulatedMessage,
} from '../../../network.ts'
import { refuse, refuseNode, refuseParameter } from '../errors.ts'
import { parametersOf, text } from '../request.ts'
import { done, type GraphRequest, type GraphRoute, success } from '../routes.ts'
import { requireText } from './check.ts'
import { placeOf } from './comment-place.ts'
import type { MessagingRules } from './rules.ts'

export function commentRoutes(rules: MessagingRules): GraphRoute[] {
  const { edge } = rules.comments
  return [
    { method: 'POST', edge, operation: 'send', perform: (request) => answer(request, rules) },
    {
      method: 'POST',
      edge: null,
      operation: operationOfChange,
      perform: (request) => change(request, rules),
    },
    {
      method: 'DELETE',
      edge: null,
      operation: 'delete',
      perform: (request) => removeComment(request, rules),
    },
    ...(rules.object === 'page' ? likeRoutes : []),
  ]
}

/** Instagram has likes for accounts of the other login, on Facebook's host: …/ig-user/user-likes */
const likeRoutes: GraphRoute[] = [
  { method: 'POST', edge: 'likes', operation: 'react', perform: (request) => like(request, '👍') },
  { method: 'DELETE', edge: 'likes', operation: 'react', perform: (request) => like(request, null) },
]

function operationOfChange(call: ApiCall): 'edit' | 'other' {
  return parametersOf(call).message === undefined ? 'other' : 'edit'
}

/** A reply to a comment, or (Facebook) a comment of the Page's own below its post. */
function answer(request: GraphRequest, rules: MessagingRules): Performed {
  const { call, account, node, world } = request
  const parent = findComment(request)
  if (parent) checkBroadcast(parent.message)
  const isOwnPost = rules.object === 'page' && node.startsWith(`${account.externalId}_`)
  if (!parent && !isOwnPost) refuseNode(node, call.method)
  const { message, attachment_url: picture } = parametersOf(call)
  const isPicture = rules.object === 'page' && picture !== undefined
  const said =
    isPicture && message === undefined ? '' : requireText(message, 'message', rules.comments.maxText)
  const conversation = parent?.conversation ?? world.conversation(account, node)
  const place = parent ? placeOf(parent.message) : { postId: node, parentId: node }
  const made = world.record(conversation, {
    id: rules.comments.newId(account, place.postId, world.next()),
    direction: 'OUT',
    type: 'comment',
    text: said,
    // Threads have two levels: an answer to an answer hangs below the first comment.
    native: { postId: place.postId, parentId: parent ? rootOf(parent.message) : node },
    ...(parent && { replyTo: parent.message.id }),
    ...(isPicture && { attachments: [{ type: 'image', url: String(picture) }] }),
  })
  return { ...done({ id: made.id }), happenings: [{ kind: 'echo', conversation, message: made }] }
}

/** …/instagram-platform/live-media: comments are answered while the broadcast lasts. */
function checkBroadcast(comment: SimulatedMessage): void {
  if (comment.broadcast === 'over')
    refuse({ code: 10903, message: '(#10903) This user cant reply to this activity' })
}

function rootOf(comment: SimulatedMessage): string {
  const { postId, parentId } = placeOf(comment)
  return parentId === postId ? comment.id : parentId
}

/** Edits the account's own comment, or hides somebody's. */
function change(request: GraphRequest, rules: MessagingRules): Performed {
  const { call, node } = request
  const found = findComment(request) ?? refuseNode(node, call.method)
  const { message, is_hidden: isHidden, hide } = parametersOf(call)
  if (message === undefined) {
    const wanted = rules.object === 'page' ? isHidden : hide
    if (wanted === undefined)
      refuseParameter(`Param ${rules.object === 'page' ? 'is_hidden' : 'hide'} is required`)
    return show(found, flagOf(wanted), rules)
  }
  if (rules.object !== 'page' || found.message.direction !== 'OUT') {
    refuseParameter('Only own comments can be edited')
  }
  found.message.text = requireText(message, 'message', rules.comments.maxText)
  found.message.edited = true
  return { ...success, happenings: [{ kind: 'edit', ...found }] }
}

/** A page hides what others wrote: …/graph-api/reference/comment#updating, …/ig-comment#updating */
function show(
  found: { conversation: Conversation; message: SimulatedMessage },
  isHidden: boolean,
  { object }: MessagingRules,
): Performed {
  const { message } = found
  if (message.direction === 'OUT')
    refuse({ code: 200, type: 'OAuthException', message: '(#200) Permissions error' })
  const changes = (message.isHidden === true) !== isHidden
  message.isHidden = isHidden
  const happenings: Happening[] =
    object === 'page' && changes ? [{ kind: isHidden ? 'hide' : 'unhide', ...found }] : []
  return { ...success, happenings }
}

function flagOf(value: Json): boolean {
  if (value === true || value === 'true' || value === 1 || value === '1') return true
  if (value === false || value === 'false' || value === 0 || value === '0') return false
  refuseParameter('Param must be a boolean')
}

function removeComment(request: GraphRequest, rules: MessagingRules): Performed {
  const found = findComment(request) ?? refuseNode(request.node, request.call.method)
  found.message.deleted = true
  for (const below of repliesBelow(request, found.message.id)) below.deleted = true
  return { ...success, happenings: rules.object === 'page' ? [{ kind: 'unsend', ...found }] : [] }
}

/** They go with the comment above them, and no webhook tells it. */
function repliesBelow({ account, world }: GraphRequest, id: string): SimulatedMessage[] {
  return world.messagesOf(account).filter((one) => one.type === 'comment' && placeOf(one).parentId === id)
}

function like(request: GraphRequest, emoji: string | null): Performed {
  const found = findComment(request) ?? refuseNode(request.node, request.call.method)
  const before = request.world.react(found.message, 'business', emoji)
  return { ...success, happenings: before === emoji ? [] : [{ kind: 'like', emoji, ...found }] }
}

function findComment({
  account,
  node,
  world,
}: GraphRequest): { conversation: Conversation; message: SimulatedMessage } | null {
  const found = world.findMessage(account, node)
  return found?.message.type === 'comment' && !found.message.deleted ? found : null
}

/** What a customer's comment is, before it is recorded. */
export function commentDraft(
  rules: MessagingRules,
  account: Account,
  given: { postId?: string | undefined; parentId?: string | undefined },
  next: number,
): { id: string; native: JsonObject } {
  const postId = text(given.postId) ?? rules.comments.anyPost(account)
  return {
    id: rules.comments.newId(account, postId, next),
    native: { postId, parentId: given.parentId ?? postId },
  }
}
