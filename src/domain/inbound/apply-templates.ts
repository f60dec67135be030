import type { Transaction } from '../../infra/database.ts'
import type { Queue } from '../../jobs/queue.ts'
import { applyTemplateChange, type ChangedTemplate } from '../templates/apply-template-changes.ts'
import { happenedAt, type InboundItem, isOf, settle } from './inbound-item.ts'

/** What the events of a batch tell of message templates, in their order. Returns the rows that changed. */
export async function applyTemplates(
  transaction: Transaction,
  queue: Queue,
  projectId: string,
  items: readonly InboundItem[],
): Promise<ChangedTemplate[]> {
  const all: ChangedTemplate[] = []
  for (const item of items) {
    if (!isOf(item, 'template') || !item.event.template) continue
    const { platformId, network } = item
    const told = { platformId, network, change: item.event.template, at: happenedAt(item) }
    const changed = await applyTemplateChange(transaction, queue, projectId, told)
    if (changed.length > 0) settle(item, 'APPLIED')
    all.push(...changed)
  }
  return all
}
