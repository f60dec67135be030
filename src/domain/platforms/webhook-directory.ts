import type { Database, Row } from '../../infra/database.ts'
import type { Vault } from '../../infra/vault.ts'

/** What accepting a webhook needs to know of the platform it is for. */
export interface WebhookTarget {
  projectId: string
  platformId: string
  type: string
  /** The account on the network. */
  accountId: string
  /** Current secrets, newest first; any of them verifies. */
  secrets: string[]
  verifyToken: string | null
  /** Switched off by its owner: accepted and kept, not applied. */
  isActive: boolean
}

interface TargetRow extends Row {
  project_id: string
  type: string
  external_id: string | null
  is_active: boolean
  webhook_id: string
  secrets_encrypted: Buffer | null
  verify_token_encrypted: Buffer | null
}

export const secretsBoundTo = (webhookId: string) => `webhooks.secrets:${webhookId}`
export const verifyTokenBoundTo = (webhookId: string) => `webhooks.verify_token:${webhookId}`

/** How long a change of secrets, a switch or a disconnection may go unnoticed, milliseconds. */
const FRESH_MS = 1000
const MOST_ENTRIES = 20_000

/**
 * Finds platforms by the id in their webhook URL. Answers from memory for a second, so that a flood costs one
 * look-up a second and platform; ids that do not exist are remembered alike.
 */
export class WebhookDirectory {
  readonly #database: Database
  readonly #vault: Vault
  readonly #entries = new Map<string, { at: number; target: Promise<WebhookTarget | null> }>()

  constructor(database: Database, vault: Vault) {
    this.#database = database
    this.#vault = vault
  }

  /** The platform, or null when there is none, it was disconnected, or it is of another type. */
  async find(type: string, platformId: string): Promise<WebhookTarget | null> {
    const now = Date.now()
    const known = this.#entries.get(platformId)
    const target = known && now - known.at < FRESH_MS ? known.target : this.#refresh(platformId, now)
    const found = await target
    return found?.type === type ? found : null
  }

  /**
   * The platform that an item for another account belongs to: one of the same project that the verifying secret
   * belongs to as well. Null for a stranger's account, of which nothing is stored.
   */
  async findSibling(target: WebhookTarget, account: string, secret: string): Promise<WebhookTarget | null> {
    const rows = await this.#database.worker((transaction) =>
      transaction.query<{ id: string }>({
        name: 'webhook-sibling',
        text: `SELECT id FROM platforms WHERE type = $1 AND external_id = $2 AND project_id = $3 AND disconnected_at IS NULL`,
        values: [target.type, account, target.projectId],
      }),
    )
    const sibling = rows[0] ? await this.find(target.type, rows[0].id) : null
    return sibling?.secrets.includes(secret) ? sibling : null
  }

  #refresh(platformId: string, now: number): Promise<WebhookTarget | null> {
    const target = this.#load(platformId)
    this.#entries.delete(platformId)
    this.#entries.set(platformId, { at: now, target })
    if (this.#entries.size > MOST_ENTRIES) this.#entries.delete(this.#entries.keys().next().value as string)
    target.catch(() => this.#entries.delete(platformId))
    return target
  }

  async #load(platformId: string): Promise<WebhookTarget | null> {
    const rows = await this.#database.worker((transaction) =>
      transaction.query<TargetRow>({
        name: 'webhook-target',
        text: `SELECT p.project_id, p.type, p.external_id, p.is_active,
                      w.id AS webhook_id, w.secrets_encrypted, w.verify_token_encrypted
               FROM platforms p JOIN webhooks w ON w.project_id = p.project_id AND w.platform_id = p.id
               WHERE p.id = $1 AND p.disconnected_at IS NULL AND w.is_active`,
        values: [platformId],
      }),
    )
    const row = rows[0]
    return row ? this.#open(platformId, row) : null
  }

  #open(platformId: string, row: TargetRow): WebhookTarget {
    const { webhook_id: id, secrets_encrypted: secrets, verify_token_encrypted: token } = row
    return {
      projectId: row.project_id,
      platformId,
      type: row.type,
      accountId: row.external_id ?? '',
      isActive: row.is_active,
      secrets: secrets ? (this.#vault.openJson(secrets, secretsBoundTo(id)) as string[]) : [],
      verifyToken: token ? this.#vault.open(token, verifyTokenBoundTo(id)).toString('utf8') : null,
    }
  }
}
