import type { MessageTokens } from '../../channels/inbound.ts'
import type { Principal } from '../access/principal.ts'
import { logChanges } from '../changes/log-changes.ts'
import { act, callAs, errorOf, refusal } from './act.ts'
import { targetOf } from './load-message.ts'
import type { SendingDependencies } from './sending-dependencies.ts'
import { PlatformUnavailable, UnsupportedAction } from './sending-failures.ts'

/** Shows the customer that somebody writes, for the few seconds that the network shows it. Nothing is stored. */
export async function sendTyping(
  deps: SendingDependencies,
  { projectId }: Principal,
  conversationId: string,
): Promise<void> {
  const { target, last } = await attend(deps, projectId, conversationId)
  const { channel, recipient, accountId: externalId } = target
  const request = channel.outbound?.typing?.(recipient, { externalId }, last ?? undefined)
  if (!request) throw new UnsupportedAction(`${channel.name} has no typing indicator for this conversation.`)
  const error = errorOf(channel, request, await callAs(deps, target, request))
  if (error) throw refusal(channel, error)
}

/**
 * Nothing of the conversation is unread any more; the customer sees it too where the network shows that and it
 * can be told. Returns whether the network was told.
 */
export async function markConversationRead(
  deps: SendingDependencies,
  { projectId }: Principal,
  conversationId: string,
): Promise<boolean> {
  const { target, last } = await attend(deps, projectId, conversationId)
  await deps.database.worker(async (transaction) => {
    transaction.write({
      name: 'mark-conversation-read',
      text: 'UPDATE conversations SET unread_count = 0, updated_at = now() WHERE project_id = $1 AND id = $2',
      values: [projectId, conversationId],
    })
    const { platformId } = target
    await logChanges(transaction, projectId, [
      { kind: 'CONVERSATION_UPDATED', subjectId: conversationId, platformId, conversationId },
    ])
  })
  deps.wakeUps.wake(projectId)
  const { channel, recipient, accountId: externalId } = target
  const request = last && channel.outbound?.markRead?.(recipient, last, { externalId })
  if (!request) return false
  await act(deps, { projectId, messageId: last.id, kind: 'READ', target, request })
  return true
}

/** The conversation, and the newest message of the customer in it. */
async function attend(deps: SendingDependencies, projectId: string, conversationId: string) {
  return await deps.database.worker(async (transaction) => {
    const target = await targetOf(transaction, projectId, conversationId, deps.clock.now())
    if (!target.facts.isPlatformActive) throw new PlatformUnavailable('The platform is switched off.')
    const [row] = await transaction.query<{ id: string; external_id: string; tokens: MessageTokens | null }>({
      name: 'last-inbound',
      text: `SELECT id, external_id, tokens FROM messages
             WHERE project_id = $1 AND conversation_id = $2 AND direction = 'INBOUND' AND external_id IS NOT NULL
             ORDER BY ordered_at DESC, sequence DESC LIMIT 1`,
      values: [projectId, conversationId],
    })
    const last = row && { id: row.id, externalId: row.external_id, ...(row.tokens && { tokens: row.tokens }) }
    return { target, last: last ?? null }
  })
}
