import type { MessageTokens } from '../../channels/inbound.ts'
import type { Transaction } from '../../infra/database.ts'
import { InvalidInput } from '../user-failure.ts'
import { NotFound } from './sending-failures.ts'

/** The message that is answered. */
export interface ReplyTarget {
  id: string
  externalId: string
  tokens?: MessageTokens
}

/** Throws NotFound when the conversation has no such message, InvalidInput when the network does not know it. */
export async function loadReplyTarget(
  transaction: Transaction,
  projectId: string,
  conversationId: string,
  messageId: string | null,
): Promise<ReplyTarget | null> {
  if (messageId === null) return null
  const path = ['input', 'replyToId']
  const [row] = await transaction.query<{ external_id: string | null; tokens: MessageTokens | null }>({
    name: 'load-reply-target',
    text: 'SELECT external_id, tokens FROM messages WHERE project_id = $1 AND id = $2 AND conversation_id = $3',
    values: [projectId, messageId, conversationId],
  })
  if (!row) throw new NotFound('message in this conversation', path)
  if (row.external_id === null)
    throw new InvalidInput(
      'The network does not know the message yet that this one answers: wait until it was sent',
      path,
    )
  return { id: messageId, externalId: row.external_id, ...(row.tokens && { tokens: row.tokens }) }
}
