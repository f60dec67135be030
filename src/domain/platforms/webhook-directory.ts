import type { Database, Row } from '../../infra/database.ts'
import type { Vault } from '../../infra/vault.ts'
import { BUSINESS } from '../templates/learn-business.ts'

/** What accepting a webhook needs to know of the platform it is for. */
export interface WebhookTarget extends WebhookKeys {
  projectId: string
  platformId: string
  /** The developer app it is connected through; null where it has none. */
  appId: string | null
  type: string
  /** The account on the network. */
  accountId: string
  /** Switched off by its owner: accepted and kept, not applied. */
  isActive: boolean
}

/** A developer app whose one callback serves many accounts. */
export interface WebhookApp extends WebhookKeys {
  projectId: string
  appId: string
  type: string
}

export interface WebhookKeys {
  /** Current secrets, newest first; any of them verifies. */
  secrets: string[]
  verifyToken: string | null
}

interface KeyRow extends Row {
  secrets_encrypted: Buffer | null
  verify_token_encrypted: Buffer | null
}

interface TargetRow extends KeyRow {
  id: string
  project_id: string
  app_id: string | null
  type: string
  external_id: string | null
  is_active: boolean
  webhook_id: string
}

interface AppRow extends KeyRow {
  project_id: string
  type: string
}

export const secretsBoundTo = (webhookId: string) => `webhooks.secrets:${webhookId}`
export const verifyTokenBoundTo = (webhookId: string) => `webhooks.verify_token:${webhookId}`
export const appSecretsBoundTo = (appId: string) => `platform_apps.secrets:${appId}`
export const appVerifyTokenBoundTo = (appId: string) => `platform_apps.verify_token:${appId}`

/** How long a change of secrets, a switch or a disconnection may go unnoticed, milliseconds. */
const FRESH_MS = 1000
const MOST_ENTRIES = 20_000

const TARGETS = `SELECT p.id, p.project_id, p.app_id, p.type, p.external_id, p.is_active,
  w.id AS webhook_id, w.secrets_encrypted, w.verify_token_encrypted
  FROM platforms p JOIN webhooks w ON w.project_id = p.project_id AND w.platform_id = p.id
  WHERE p.disconnected_at IS NULL AND w.is_active`

/** Remembers answers, and that there is none, for a second: a flood costs one look-up a second and name. */
class Remembered<T> {
  readonly #entries = new Map<string, { at: number; answer: Promise<T | null> }>()

  get(name: string): Promise<T | null> | undefined {
    const known = this.#entries.get(name)
    return known && Date.now() - known.at < FRESH_MS ? known.answer : undefined
  }

  keep(name: string, answer: Promise<T | null>): Promise<T | null> {
    this.#entries.delete(name)
    this.#entries.set(name, { at: Date.now(), answer })
    if (this.#entries.size > MOST_ENTRIES) this.#entries.delete(this.#entries.keys().next().value as string)
    answer.catch(() => this.#entries.delete(name)) // whoever waits for it hears of the failure
    return answer
  }
}

/** Finds who a webhook is for: by the id in its URL, and by the accounts that it names. */
export class WebhookDirectory {
  readonly #database: Database
  readonly #vault: Vault
  readonly #platforms = new Remembered<WebhookTarget>()
  readonly #accounts = new Remembered<WebhookTarget>()
  readonly #apps = new Remembered<WebhookApp>()

  constructor(database: Database, vault: Vault) {
    this.#database = database
    this.#vault = vault
  }

  /** The platform, or null when there is none, it was disconnected, or it is of another type. */
  async find(type: string, platformId: string): Promise<WebhookTarget | null> {
    const known = this.#platforms.get(platformId)
    const found = await (known ?? this.#platforms.keep(platformId, this.#load(platformId)))
    return found?.type === type ? found : null
  }

  /** The app, or null when there is none or it is of another type. */
  async findApp(type: string, appId: string): Promise<WebhookApp | null> {
    const found = await (this.#apps.get(appId) ?? this.#apps.keep(appId, this.#loadApp(appId)))
    return found?.type === type ? found : null
  }

  /**
   * The platforms of the same project that have claimed these accounts. Whether whoever posted may speak for them
   * is for the caller to say.
   */
  async findAccounts(
    { projectId, type }: { projectId: string; type: string },
    accounts: readonly string[],
  ): Promise<Map<string, WebhookTarget>> {
    const nameOf = (account: string) => `${projectId} ${type} ${account}`
    const answers = new Map(accounts.map((account) => [account, this.#accounts.get(nameOf(account))]))
    const unknown = accounts.filter((account) => answers.get(account) === undefined)
    if (unknown.length > 0) {
      const loading = this.#loadAccounts(projectId, type, unknown)
      for (const account of unknown) {
        const answer = loading.then((found) => found.get(account) ?? null)
        answers.set(account, this.#accounts.keep(nameOf(account), answer))
      }
    }
    const found = new Map<string, WebhookTarget>()
    for (const [account, answer] of answers) {
      const target = await answer
      if (target) found.set(account, target)
    }
    return found
  }

  /** The platforms of the same project whose accounts a business owns, oldest first. */
  async findBusiness(
    { projectId, type }: { projectId: string; type: string },
    business: string,
  ): Promise<WebhookTarget[]> {
    const rows = await this.#database.worker((transaction) =>
      transaction.query<TargetRow>({
        name: 'webhook-business',
        text: `${TARGETS} AND p.project_id = $1 AND p.type = $2 AND p.config ->> '${BUSINESS}' = $3 ORDER BY p.id`,
        values: [projectId, type, business],
      }),
    )
    return rows.map((row) => this.#open(row))
  }

  async #load(platformId: string): Promise<WebhookTarget | null> {
    const [row] = await this.#database.worker((transaction) =>
      transaction.query<TargetRow>({
        name: 'webhook-target',
        text: `${TARGETS} AND p.id = $1`,
        values: [platformId],
      }),
    )
    return row ? this.#open(row) : null
  }

  async #loadAccounts(
    projectId: string,
    type: string,
    accounts: readonly string[],
  ): Promise<Map<string, WebhookTarget>> {
    const rows = await this.#database.worker((transaction) =>
      transaction.query<TargetRow>({
        name: 'webhook-accounts',
        text: `${TARGETS} AND p.project_id = $1 AND p.type = $2 AND p.external_id = ANY ($3::text[])`,
        values: [projectId, type, accounts],
      }),
    )
    return new Map(rows.map((row) => [row.external_id ?? '', this.#open(row)]))
  }

  async #loadApp(appId: string): Promise<WebhookApp | null> {
    const [row] = await this.#database.worker((transaction) =>
      transaction.query<AppRow>({
        name: 'webhook-app',
        text: `SELECT project_id, type, secrets_encrypted, verify_token_encrypted FROM platform_apps WHERE id = $1`,
        values: [appId],
      }),
    )
    if (!row) return null
    const keys = this.#openKeys(row, appSecretsBoundTo(appId), appVerifyTokenBoundTo(appId))
    return { projectId: row.project_id, appId, type: row.type, ...keys }
  }

  #open(row: TargetRow): WebhookTarget {
    return {
      projectId: row.project_id,
      platformId: row.id,
      appId: row.app_id,
      type: row.type,
      accountId: row.external_id ?? '',
      isActive: row.is_active,
      ...this.#openKeys(row, secretsBoundTo(row.webhook_id), verifyTokenBoundTo(row.webhook_id)),
    }
  }

  #openKeys(row: KeyRow, secretsBinding: string, tokenBinding: string): WebhookKeys {
    const { secrets_encrypted: secrets, verify_token_encrypted: token } = row
    return {
      secrets: secrets ? (this.#vault.openJson(secrets, secretsBinding) as string[]) : [],
      verifyToken: token ? this.#vault.open(token, tokenBinding).toString('utf8') : null,
    }
  }
}
