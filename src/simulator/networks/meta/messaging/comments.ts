/**
 * Comments below a Page's posts and an account's media: …/graph-api/reference/comment,
 * …/instagram-platform/instagram-graph-api/reference/ig-comment
 */
import type {
  Account,
  ApiCall,
  Conversation,
  JsonObject,
  Performed,
  SimulatedMessage,
} from '../../../network.ts'
import { refuseNode, refuseParameter } from '../errors.ts'
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
    { method: 'POST', edge: 'likes', operation: 'react', perform: (request) => like(request, '👍') },
    { method: 'DELETE', edge: 'likes', operation: 'react', perform: (request) => like(request, null) },
  ]
}

function operationOfChange(call: ApiCall): 'edit' | 'other' {
  return parametersOf(call).message === undefined ? 'other' : 'edit'
}

/** A reply to a comment, or (Facebook) a comment of the Page's own below its post. */
function answer(request: GraphRequest, rules: MessagingRules): Performed {
  const { call, account, node, world } = request
  const parent = findComment(request)
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
    if (isHidden === undefined && hide === undefined)
      refuseParameter('Param message or is_hidden is required')
    return success
  }
  if (rules.object !== 'page' || found.message.direction !== 'OUT') {
    refuseParameter('Only own comments can be edited')
  }
  found.message.text = requireText(message, 'message', rules.comments.maxText)
  found.message.edited = true
  return { ...success, happenings: [{ kind: 'edit', ...found }] }
}

function removeComment(request: GraphRequest, rules: MessagingRules): Performed {
  const found = findComment(request) ?? refuseNode(request.node, request.call.method)
  found.message.deleted = true
  return { ...success, happenings: rules.object === 'page' ? [{ kind: 'unsend', ...found }] : [] }
}

function like(request: GraphRequest, emoji: string | null): Performed {
  const found = findComment(request) ?? refuseNode(request.node, request.call.method)
  request.world.react(found.message, 'business', emoji)
  return success
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
