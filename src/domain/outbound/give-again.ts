import type { ChannelError } from '../../channels/outbound.ts'
import type { Transaction } from '../../infra/database.ts'
import type { SendTarget } from './load-target.ts'
import type { MessagePart } from './message-parts.ts'
import { forgetNetworkFiles } from './network-files.ts'

/**
 * A network refused a send because it does not know a file any more: its id is forgotten, and the file is given once
 * more. A second refusal of the same kind is about something else, and final.
 */
export async function isToBeGivenAgain(
  transaction: Transaction,
  projectId: string,
  { channel, platformId }: SendTarget,
  { messageId, position }: Pick<MessagePart, 'messageId' | 'position'>,
  { error, usedIds, attemptId }: { error: ChannelError; usedIds: readonly string[]; attemptId: string },
): Promise<boolean> {
  const isForgotten = channel.files?.forgotten?.(error) ?? false
  if (usedIds.length === 0 || error.mayBeAccepted || !isForgotten) return false
  forgetNetworkFiles(transaction, projectId, platformId, usedIds)
  const before = await transaction.query({
    name: 'refused-so-before',
    text: `SELECT id FROM send_attempts WHERE project_id = $1 AND message_id = $2 AND position = $3
             AND kind = 'SEND' AND error_code = $4 AND id <> $5 LIMIT 1`,
    values: [projectId, messageId, position, error.code, attemptId],
  })
  return before.length === 0
}
