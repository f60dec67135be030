import type { Thread } from '../../channels/inbound.ts'
import type { Transaction } from '../../infra/database.ts'
import { newId } from '../../infra/uuid.ts'
import type { Identity } from '../customers/identity.ts'
import { COLUMNS, type ConversationRow, type LockedConversation, toLocked } from './locked-conversation.ts'

/** Where a conversation is found: its name on its platform. */
export interface ConversationName {
  platformId: string
  externalId: string
}

export interface WantedConversation extends ConversationName {
  type: Thread['type']
  title: string | null
  customer: Identity | undefined
}

const nameOf = ({ platformId, externalId }: ConversationName) => `${platformId} ${externalId}`

function byName<T extends ConversationName>(conversations: readonly T[]): T[] {
  const unique = new Map(conversations.map((one) => [nameOf(one), one]))
  return [...unique.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
}

/** The conversations that a transaction has locked, each statement in the order of their ids. */
export class LockedConversations {
  readonly #transaction: Transaction
  readonly #projectId: string
  readonly #asked = new Set<string>()
  readonly #locked = new Map<string, LockedConversation>()

  constructor(transaction: Transaction, projectId: string) {
    this.#transaction = transaction
    this.#projectId = projectId
  }

  of(name: ConversationName): LockedConversation | undefined {
    return this.#locked.get(nameOf(name))
  }

  /** One that was locked, or made, before. */
  locked(name: ConversationName): LockedConversation {
    const conversation = this.of(name)
    if (!conversation) throw new Error(`the conversation ${name.externalId} was not locked`)
    return conversation
  }

  changed(): LockedConversation[] {
    return [...this.#locked.values()].filter((one) => one.isChanged)
  }

  /** Locks those that exist. */
  async lock(names: readonly ConversationName[]): Promise<void> {
    const wanted = byName(names.filter((name) => !this.#asked.has(nameOf(name))))
    if (wanted.length === 0) return
    for (const name of wanted) this.#asked.add(nameOf(name))
    const rows = await this.#transaction.query<ConversationRow>({
      name: 'lock-conversations',
      text: `SELECT ${COLUMNS}
             FROM unnest($2::uuid[], $3::text[]) AS w (platform_id, external_id)
             JOIN conversations c ON c.project_id = $1 AND c.platform_id = w.platform_id AND c.external_id = w.external_id
             WHERE c.external_id = ANY ($3::text[])
             ORDER BY c.id FOR UPDATE OF c`,
      values: [this.#projectId, wanted.map((name) => name.platformId), wanted.map((name) => name.externalId)],
    })
    this.#keep(rows)
  }

  /** Locks them all, making those that do not exist yet. */
  async obtain(wanted: readonly WantedConversation[]): Promise<void> {
    await this.lock(wanted)
    const missing = byName(wanted.filter((one) => !this.of(one)))
    if (missing.length === 0) return
    this.#keep(await this.#create(missing))
    // Another transaction made the others meanwhile.
    const lost = missing.filter((one) => !this.of(one))
    for (const one of lost) this.#asked.delete(nameOf(one))
    await this.lock(lost)
  }

  #keep(rows: readonly ConversationRow[]): void {
    for (const row of rows) {
      const conversation = toLocked(row)
      this.#locked.set(nameOf(conversation), conversation)
    }
  }

  async #create(missing: readonly WantedConversation[]): Promise<ConversationRow[]> {
    const drafts = missing.map((one) => ({
      id: newId(),
      platform_id: one.platformId,
      customer_id: one.type === 'PRIVATE' ? (one.customer?.customerId ?? null) : null,
      external_id: one.externalId,
      type: one.type,
      title: one.title,
    }))
    return await this.#transaction.query<ConversationRow>({
      name: 'create-conversations',
      text: `INSERT INTO conversations AS c (project_id, id, platform_id, customer_id, external_id, type, title, personality_id)
             SELECT $1, d.id, d.platform_id, d.customer_id, d.external_id, d.type, d.title,
                    (SELECT p.id FROM personalities p WHERE p.project_id = $1 AND p.platform_id = d.platform_id AND p.is_default)
             FROM json_to_recordset($2) AS d (id uuid, platform_id uuid, customer_id uuid, external_id text, type text, title text)
             ON CONFLICT (project_id, platform_id, external_id) DO NOTHING RETURNING ${COLUMNS}`,
      values: [this.#projectId, JSON.stringify(drafts)],
    })
  }
}
