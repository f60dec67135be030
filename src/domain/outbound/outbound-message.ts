import type { ChannelError } from '../../channels/outbound.ts'
import type { Transaction } from '../../infra/database.ts'
import { logChanges } from '../changes/log-changes.ts'
import { type MessagePart, statusOfParts } from './message-parts.ts'

/** A message of ours on its way, with its parts. */
export interface OutboundMessageState {
  id: string
  platformId: string
  conversationId: string
  externalId: string | null
  deliveryStatus: string
  parts: MessagePart[]
  error?: Pick<ChannelError, 'class' | 'code' | 'message'> | null
  /** Its network refused the account, or took it again: the platform is told of, too. */
  isPlatformChanged?: boolean
}

/** Moves the message to where its parts are, or to a state given. */
export function settleMessage(
  message: OutboundMessageState,
  status: string = statusOfParts(message.parts),
  error: OutboundMessageState['error'] = null,
): void {
  message.deliveryStatus = status
  message.error = error
  message.externalId ??= message.parts.find((part) => part.externalIds.length > 0)?.externalIds[0] ?? null
}

/** Writes the message's state and tells of it. Must be near the end of its transaction: it takes the project's cursor. */
export async function saveOutboundMessage(
  transaction: Transaction,
  projectId: string,
  message: OutboundMessageState,
): Promise<void> {
  const { id, platformId, conversationId, deliveryStatus, externalId, error, isPlatformChanged } = message
  transaction.write({
    name: 'save-outbound-message',
    text: `UPDATE messages SET external_id = coalesce(external_id, $4), error_class = $5, error_code = $6, error = $7,
             -- The network may have reported more than the call's own answer tells.
             delivery_status = CASE WHEN delivery_status IN ('DELIVERED', 'READ') AND $3 <> 'FAILED' THEN delivery_status ELSE $3 END,
             error_count = error_count + CASE WHEN $3 = 'FAILED' THEN 1 ELSE 0 END,
             sent_at = CASE WHEN $3 IN ('SENT', 'DELIVERED', 'READ') THEN coalesce(sent_at, now()) ELSE sent_at END
           WHERE project_id = $1 AND id = $2`,
    values: [
      projectId,
      id,
      deliveryStatus,
      externalId,
      error?.class ?? null,
      error?.code ?? null,
      error?.message ?? null,
    ],
  })
  await logChanges(transaction, projectId, [
    { kind: 'MESSAGE_UPDATED', subjectId: id, platformId, conversationId },
    ...(isPlatformChanged
      ? [{ kind: 'PLATFORM_UPDATED' as const, subjectId: platformId, platformId, conversationId: null }]
      : []),
  ])
}
