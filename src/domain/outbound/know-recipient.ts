import type { Row, Transaction } from '../../infra/database.ts'
import { advanceConversation, saveConversations } from '../conversations/advance-conversation.ts'
import { LockedConversations } from '../conversations/lock-conversations.ts'
import type { LockedConversation } from '../conversations/locked-conversation.ts'
import type { Identity } from '../customers/identity.ts'
import { KnownIdentities } from '../customers/known-identities.ts'
import { storableKey } from '../text.ts'
import { openLane } from './lanes.ts'

interface Place {
  platformId: string
  /** Made for a private answer to somebody known by their comment. */
  conversationId: string
}

/** The conversation where the answer stands now, and messages that were moved there. */
export interface KnownRecipient {
  conversationId: string
  movedIds: string[]
}

/**
 * The network tells, by its answer or an echo, whom a private answer went to. Where that is another id than the
 * author's of the comment, both are one person: what they write under it must come to the same conversation. Whoever
 * calls has the project's turn. Null where nothing is new.
 */
export async function knowRecipient(
  transaction: Transaction,
  projectId: string,
  place: Place,
  recipientId: string,
): Promise<KnownRecipient | null> {
  const { platformId } = place
  const key = storableKey(recipientId)
  const former = await lockFormer(transaction, projectId, place)
  if (!former || former.externalId === key) return null
  const identities = new KnownIdentities(transaction, projectId)
  await identities.lookUp([former.externalId, key].map((one) => ({ platformId, key: one })))
  const author = identities.of(platformId, former.externalId)
  if (!author) return null
  const known = identities.of(platformId, key)
  const person = known ?? author
  await unite(transaction, projectId, platformId, author, person, key)
  const name = { platformId, externalId: person.id === author.id ? key : person.externalId }
  const conversations = new LockedConversations(transaction, projectId)
  await conversations.lock([name])
  const present = conversations.of(name)
  if (present && present.id !== former.id) return await move(transaction, projectId, former, present)
  rename(transaction, projectId, former, name.externalId, person)
  return { conversationId: former.id, movedIds: [] }
}

async function lockFormer(
  transaction: Transaction,
  projectId: string,
  { platformId, conversationId }: Place,
): Promise<LockedConversation | undefined> {
  const [row] = await transaction.query<{ external_id: string }>({
    name: 'name-of-conversation',
    text: `SELECT external_id FROM conversations WHERE project_id = $1 AND id = $2 AND type = 'PRIVATE'`,
    values: [projectId, conversationId],
  })
  if (!row) return undefined
  const name = { platformId, externalId: row.external_id }
  const conversations = new LockedConversations(transaction, projectId)
  await conversations.lock([name])
  return conversations.of(name)
}

/** Both ids mean one person: the one who is known by the id for writing, else the author, who is written to by it. */
async function unite(
  transaction: Transaction,
  projectId: string,
  platformId: string,
  author: Identity,
  person: Identity,
  key: string,
): Promise<void> {
  if (person.id !== author.id) {
    transaction.write({
      name: 'unite-identities',
      text: 'UPDATE identity_keys SET identity_id = $3 WHERE project_id = $1 AND identity_id = $2',
      values: [projectId, author.id, person.id],
    })
    return
  }
  transaction.write({
    name: 'learn-recipient-key',
    text: `INSERT INTO identity_keys (project_id, platform_id, external_id, identity_id) VALUES ($1, $2, $3, $4)
           ON CONFLICT (project_id, platform_id, external_id) DO NOTHING`,
    values: [projectId, platformId, key, author.id],
  })
  transaction.write({
    name: 'learn-recipient',
    text: 'UPDATE customer_identities SET external_id = $3, updated_at = now() WHERE project_id = $1 AND id = $2',
    values: [projectId, author.id, key],
  })
}

function rename(
  transaction: Transaction,
  projectId: string,
  { id }: LockedConversation,
  externalId: string,
  { customerId }: Identity,
): void {
  transaction.write({
    name: 'rename-conversation',
    text: `UPDATE conversations SET external_id = $3, customer_id = $4, updated_at = now() WHERE project_id = $1 AND id = $2`,
    values: [projectId, id, externalId, customerId],
  })
}

interface MovedRow extends Row {
  id: string
  direction: 'INBOUND' | 'OUTBOUND'
  sender_type: 'CUSTOMER' | 'AI' | 'HUMAN' | 'SYSTEM'
  ordered_at: Date
  delivery_status: string
}

/** They had a conversation already: what was said in the one that was made for the answer goes there. */
async function move(
  transaction: Transaction,
  projectId: string,
  from: LockedConversation,
  to: LockedConversation,
): Promise<KnownRecipient> {
  const first = to.lastSequence
  const rows = await transaction.query<MovedRow>({
    name: 'move-messages',
    text: `WITH moved AS (SELECT id, row_number() OVER (ORDER BY sequence) AS n FROM messages WHERE project_id = $1 AND conversation_id = $2)
           UPDATE messages m SET conversation_id = $3, sequence = $4 + moved.n FROM moved
           WHERE m.project_id = $1 AND m.id = moved.id
           RETURNING m.id, m.direction, m.sender_type, m.ordered_at, m.delivery_status`,
    values: [projectId, from.id, to.id, first],
  })
  for (const row of rows.sort((a, b) => a.ordered_at.getTime() - b.ordered_at.getTime()))
    advanceConversation(to, {
      direction: row.direction,
      senderType: row.sender_type,
      orderedAt: row.ordered_at,
      isScheduled: row.delivery_status === 'SCHEDULED',
    })
  to.assignmentType = 'HUMAN'
  await saveConversations(transaction, projectId, [to])
  transaction.write({
    name: 'move-parts',
    text: 'UPDATE message_parts SET conversation_id = $3 WHERE project_id = $1 AND conversation_id = $2',
    values: [projectId, from.id, to.id],
  })
  openLane(transaction, { projectId, conversationId: to.id, platformId: to.platformId }, new Date())
  // What is not empty cannot be deleted.
  transaction.write({
    name: 'empty-conversation',
    text: 'UPDATE conversations SET message_count = 0 WHERE project_id = $1 AND id = $2',
    values: [projectId, from.id],
  })
  transaction.write({
    name: 'leave-conversation',
    text: 'DELETE FROM conversations WHERE project_id = $1 AND id = $2',
    values: [projectId, from.id],
  })
  return { conversationId: to.id, movedIds: rows.map(({ id }) => id) }
}
