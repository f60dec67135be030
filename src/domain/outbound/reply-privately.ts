import type { Transaction } from '../../infra/database.ts'
import { unlessDeadlocked } from '../../infra/database-errors.ts'
import { newId } from '../../infra/uuid.ts'
import type { Principal } from '../access/principal.ts'
import { LockedConversations } from '../conversations/lock-conversations.ts'
import type { LockedConversation } from '../conversations/locked-conversation.ts'
import { KnownIdentities } from '../customers/known-identities.ts'
import { resolveIdentities } from '../customers/resolve-identities.ts'
import { takeTurn } from '../inbound/take-turn.ts'
import { resolveContent, type WrittenContent } from '../templates/resolve-content.ts'
import { storableKey } from '../text.ts'
import {
  type AnsweredComment,
  claimComment,
  loadAnsweredComment,
  refusePrivateReply,
  rulesOf,
} from './answered-comment.ts'
import { claimKey } from './idempotency.ts'
import { targetOf } from './load-message.ts'
import type { SendTarget } from './load-target.ts'
import { filesOf, takeFilesOf } from './our-files.ts'
import { type Rendered, renderMessage } from './render-message.ts'
import { storeOutbound } from './send-message.ts'
import type { SendingDependencies } from './sending-dependencies.ts'

export interface PrivateReplyInput {
  /** The comment. */
  messageId: string
  content: WrittenContent
  idempotencyKey: string | null
}

interface Stored {
  id: string
  /** Null where the key stood for a former message. */
  conversationId: string | null
}

/**
 * Stores a message to the author of a comment, in their private conversation, which is made if it is not there. From
 * there on it is a message like all others: in the conversation's lane, and in the ledger. Returns its id.
 */
export async function replyPrivately(
  deps: SendingDependencies,
  principal: Principal,
  input: PrivateReplyInput,
): Promise<string> {
  const { projectId } = principal
  const stored = await unlessDeadlocked(() =>
    deps.database.worker((transaction) => store(transaction, deps, principal, input)),
  )
  if (stored.conversationId === null) return stored.id
  deps.wakeUps.wake(projectId)
  deps.deliverSoon?.({ projectId, conversationId: stored.conversationId })
  return stored.id
}

async function store(
  transaction: Transaction,
  deps: SendingDependencies,
  principal: Principal,
  { idempotencyKey, ...asked }: PrivateReplyInput,
): Promise<Stored> {
  const { projectId } = principal
  const now = deps.clock.now()
  const id = newId()
  if (idempotencyKey !== null) {
    const named = { name: 'replyPrivately', ...asked }
    const claimed = await claimKey(transaction, projectId, idempotencyKey, named, id)
    if (!claimed.isNew) return { id: claimed.resultId, conversationId: null }
  }
  const { content } = asked
  const files =
    content.kind === 'storedTemplate' ? new Map() : await takeFilesOf(transaction, projectId, content)
  // Who the author is, and which conversation is theirs, is decided by batches too.
  takeTurn(transaction, projectId)
  const comment = await loadAnsweredComment(transaction, projectId, asked.messageId)
  await claimComment(transaction, projectId, comment.id, id)
  const conversation = await obtainConversation(transaction, deps, projectId, comment)
  const target = await targetOf(transaction, projectId, conversation.id, now)
  refusePrivateReply(target, comment, now)
  const { canBeFetched } = deps.links
  const resolved = await resolveContent(transaction, projectId, target, content)
  renderMessage(target, {
    content: resolved.content,
    files,
    canBeFetched,
    reference: id,
    privateReplyTo: comment.written,
  })
  const storing = { principal, id, input: { sendAt: null }, resolved, now, conversation, target, files }
  await storeOutbound(transaction, deps, { ...storing, replyTo: null, privateReplyToId: comment.id })
  return { id, conversationId: conversation.id }
}

/**
 * The author's. On Meta's networks the author of a comment has the id there by which they write in private; where
 * the network hides who it was, they are named by their comment until its answer tells.
 */
async function obtainConversation(
  transaction: Transaction,
  { vault }: SendingDependencies,
  projectId: string,
  { platformId, author, written }: AnsweredComment,
): Promise<LockedConversation> {
  const externalId = author?.externalId ?? `comment_id:${written.externalId}`
  const key = storableKey(externalId)
  const identities = new KnownIdentities(transaction, projectId)
  await resolveIdentities(transaction, vault, projectId, [{ platformId, party: { externalId } }], identities)
  const customer = identities.of(platformId, key)
  const name = { platformId, externalId: customer?.externalId ?? key }
  const conversations = new LockedConversations(transaction, projectId)
  await conversations.obtain([{ ...name, type: 'PRIVATE', title: null, customer }])
  const conversation = conversations.of(name)
  if (!conversation) throw new Error(`the conversation ${name.externalId} was not made`)
  return conversation
}

/** The exact request that a private answer would become now. Nothing is stored, and windows are not looked at. */
export async function renderPrivateReply(
  deps: SendingDependencies,
  { projectId }: Principal,
  { messageId, ...written }: Omit<PrivateReplyInput, 'idempotencyKey'>,
): Promise<Rendered & Pick<SendTarget, 'channel' | 'accountId'>> {
  return await deps.database.worker(async (transaction) => {
    const comment = await loadAnsweredComment(transaction, projectId, messageId)
    rulesOf(comment.channel, comment.written)
    const [row] = await transaction.query<{ conversation_id: string }>({
      name: 'conversation-of-comment',
      text: 'SELECT conversation_id FROM messages WHERE project_id = $1 AND id = $2',
      values: [projectId, messageId],
    })
    const target = await targetOf(transaction, projectId, row?.conversation_id ?? '', deps.clock.now())
    const { content } = await resolveContent(transaction, projectId, target, written.content)
    const files = await filesOf(transaction, projectId, content)
    const thread = { type: 'PRIVATE' as const, externalId: comment.author?.externalId ?? '' }
    const recipient = { thread, customerId: comment.author?.externalId ?? null }
    const rendered = renderMessage(
      { ...target, recipient },
      {
        content,
        files,
        canBeFetched: deps.links.canBeFetched,
        reference: newId(),
        privateReplyTo: comment.written,
      },
    )
    return { ...rendered, channel: comment.channel, accountId: target.accountId }
  })
}
