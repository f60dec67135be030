import type { Row, Transaction } from '../../infra/database.ts'
import { isTransient, unlessDeadlocked } from '../../infra/database-errors.ts'
import { logChanges } from '../changes/log-changes.ts'
import { advanceConversation, saveConversations } from '../conversations/advance-conversation.ts'
import { lockConversation } from '../conversations/lock-conversation.ts'
import { countMessages } from '../inbound/count-batch.ts'
import { takeTurn } from '../inbound/take-turn.ts'
import { MetricDeltas } from '../metrics/count-metrics.ts'
import type { DeliverDependencies } from './deliver-dependencies.ts'
import { openLane } from './lanes.ts'

interface DueRow extends Row {
  project_id: string
  id: string
  conversation_id: string
  platform_id: string
  sender_type: 'HUMAN' | 'AI'
  send_at: Date
  time_zone: string
}

const PAGE = 100

type Dependencies = Pick<DeliverDependencies, 'database' | 'clock' | 'wakeUps' | 'logger'>

/**
 * Puts scheduled messages whose time has come into their lanes: from here on they are answers like others. One that
 * cannot be released keeps none of the others.
 */
export async function releaseScheduled(deps: Dependencies, isStopping: () => boolean): Promise<void> {
  let due: DueRow[]
  let last: DueRow | undefined
  do {
    due = await dueAfter(deps, last)
    last = due.at(-1)
    for (const row of due) if (!isStopping()) await tryRelease(deps, row)
  } while (due.length === PAGE && !isStopping())
}

async function dueAfter({ database, clock }: Dependencies, last: DueRow | undefined): Promise<DueRow[]> {
  return await database.alone<DueRow>({
    name: 'due-scheduled',
    text: `SELECT m.project_id, m.id, m.conversation_id, m.platform_id, m.sender_type, m.send_at, j.time_zone
           FROM messages m JOIN projects j ON j.id = m.project_id
           WHERE m.delivery_status = 'SCHEDULED' AND m.send_at <= $1 AND ($2::timestamptz IS NULL OR (m.send_at, m.id) > ($2, $3::uuid))
           ORDER BY m.send_at, m.id LIMIT ${PAGE}`,
    values: [clock.now(), last?.send_at ?? null, last?.id ?? null],
  })
}

async function tryRelease({ database, clock, wakeUps, logger }: Dependencies, row: DueRow): Promise<void> {
  try {
    await unlessDeadlocked(() => database.worker((transaction) => release(transaction, row, clock.now())))
    wakeUps.wake(row.project_id)
  } catch (error) {
    if (isTransient(error)) throw error
    logger.error({ err: error, messageId: row.id }, 'a scheduled message cannot be released')
  }
}

async function release(transaction: Transaction, row: DueRow, now: Date): Promise<void> {
  const { project_id: projectId, id, conversation_id: conversationId, platform_id: platformId } = row
  takeTurn(transaction, projectId)
  const conversation = await lockConversation(transaction, projectId, conversationId)
  const released = await transaction.query<{ id: string }>({
    name: 'release-scheduled',
    text: `UPDATE messages SET delivery_status = 'QUEUED', ordered_at = $3
           WHERE project_id = $1 AND id = $2 AND delivery_status = 'SCHEDULED' RETURNING id`,
    values: [projectId, id, now],
  })
  // Cancelled, or released by another worker meanwhile.
  if (released.length === 0 || !conversation) return
  const { messageCount, lastSequence } = conversation
  const fact = { direction: 'OUTBOUND', senderType: row.sender_type, orderedAt: now } as const
  const answeredAfter = advanceConversation(conversation, fact)
  // It was counted and numbered when it was planned.
  Object.assign(conversation, { messageCount, lastSequence })
  await saveConversations(transaction, projectId, [conversation])
  openLane(transaction, { projectId, conversationId, platformId }, now)
  const metrics = new MetricDeltas()
  const draft = { ...fact, conversation }
  countMessages(metrics, [{ draft, orderedAt: now, answeredAfter }], () => row.time_zone)
  await metrics.save(transaction, projectId)
  await logChanges(transaction, projectId, [
    { kind: 'MESSAGE_UPDATED', subjectId: id, platformId, conversationId },
    { kind: 'CONVERSATION_UPDATED', subjectId: conversationId, platformId, conversationId },
  ])
}
