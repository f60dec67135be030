import type { Transaction } from '../../infra/database.ts'
import { applyThreadChange } from '../conversations/apply-thread-changes.ts'
import { type InboundItem, isOf, settle } from './inbound-item.ts'

/** What happened to groups and their members. Returns the conversations that this changed. */
export async function applyThreadItems(
  transaction: Transaction,
  projectId: string,
  items: readonly InboundItem[],
): Promise<{ id: string; platformId: string }[]> {
  const renamed: { id: string; platformId: string }[] = []
  for (const item of items) {
    if (!isOf(item, 'thread', 'join', 'leave', 'members')) continue
    const changed = await applyThreadChange(transaction, projectId, item.platformId, item.event)
    if (changed.length > 0) settle(item, 'APPLIED')
    renamed.push(...changed.map((id) => ({ id, platformId: item.platformId })))
  }
  return renamed
}
