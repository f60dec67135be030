import type { ChannelError } from '../../channels/outbound.ts'
import type { Transaction } from '../../infra/database.ts'
import { storableText } from '../text.ts'
import type { SendTarget } from './load-target.ts'
import type { OutboundMessageState } from './outbound-message.ts'

/** The network refuses the account, or takes it again (`error` null): people see it on the message's platform. */
export function notePlatformFailure(
  transaction: Transaction,
  projectId: string,
  message: OutboundMessageState,
  error: ChannelError | null,
): void {
  const { platformId } = message
  message.isPlatformChanged = true
  transaction.write({
    name: 'note-platform-failure',
    text: `UPDATE platforms SET connection_status = CASE WHEN $3::text IS NULL THEN 'CONNECTED' ELSE 'ERROR' END,
             last_error = coalesce($3, last_error), last_error_at = CASE WHEN $3::text IS NULL THEN last_error_at ELSE now() END,
             error_count = CASE WHEN $3::text IS NULL THEN 0 ELSE error_count + 1 END, updated_at = now()
           WHERE project_id = $1 AND id = $2`,
    values: [projectId, platformId, error && storableText(`${error.class} ${error.code}: ${error.message}`)],
  })
}

/** The network asked to be left alone. */
export function pausePlatform(
  transaction: Transaction,
  projectId: string,
  platformId: string,
  until: Date,
): void {
  transaction.write({
    name: 'pause-platform',
    text: `UPDATE platforms SET send_not_before = greatest(send_not_before, $3), rate_limits_reset_at = $3
           WHERE project_id = $1 AND id = $2`,
    values: [projectId, platformId, until],
  })
}

/**
 * The customer has blocked or left the account, as the network says. Networks stamp whole seconds: what they tell in
 * the same one, or told a moment ago while the call was under way, counts for more.
 */
export function noteRecipientGone(
  transaction: Transaction,
  projectId: string,
  { identityId }: SendTarget,
): void {
  if (identityId === null) return
  transaction.write({
    name: 'note-recipient-gone',
    text: `UPDATE customer_identities SET is_reachable = false, reachable_at = date_trunc('second', now()), updated_at = now()
           WHERE project_id = $1 AND id = $2 AND (reachable_at IS NULL OR reachable_at < now() - interval '5 seconds')`,
    values: [projectId, identityId],
  })
}
