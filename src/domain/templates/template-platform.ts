import type { Channel } from '../../channels/channel.ts'
import { channelOf } from '../../channels/index.ts'
import type { ChannelTemplates, TemplateAccount } from '../../channels/templates.ts'
import type { Row, Transaction } from '../../infra/database.ts'
import type { Vault } from '../../infra/vault.ts'
import { NotFound, PlatformUnavailable, UnsupportedAction } from '../outbound/sending-failures.ts'
import { BUSINESS, learnBusiness } from './learn-business.ts'

/** A platform whose network approves templates, ready to be called. */
export interface TemplatePlatform {
  projectId: string
  platformId: string
  channel: Channel
  templates: ChannelTemplates
  account: TemplateAccount
  sealedCredentials: Buffer | null
}

interface PlatformRow extends Row {
  type: string
  external_id: string | null
  config: { [key: string]: unknown }
  credentials_encrypted: Buffer | null
  is_active: boolean
  disconnected_at: Date | null
}

/** Throws NotFound, UnsupportedAction or PlatformUnavailable. */
export async function loadTemplatePlatform(
  transaction: Transaction,
  projectId: string,
  platformId: string,
  vault: Vault,
): Promise<TemplatePlatform> {
  const [row] = await transaction.query<PlatformRow>({
    name: 'load-template-platform',
    text: `SELECT type, external_id, config, credentials_encrypted, is_active, disconnected_at FROM platforms
           WHERE project_id = $1 AND id = $2`,
    values: [projectId, platformId],
  })
  const channel = row && channelOf(row.type)
  if (!row || !channel) throw new NotFound('platform', ['input', 'platformId'])
  const { templates, name } = channel
  if (!templates)
    throw new UnsupportedAction(`${name} approves no templates: make one of your own, without a platform.`)
  if (!row.is_active || row.disconnected_at !== null)
    throw new PlatformUnavailable('The platform is switched off or disconnected.')
  const externalId = row.external_id ?? ''
  const configured = row.config[BUSINESS]
  const businessId =
    typeof configured === 'string' && configured !== ''
      ? configured
      : await learnBusiness(transaction, { projectId, platformId, externalId, templates }, vault)
  const account = { externalId, businessId }
  if (templates.needsBusiness && account.businessId === null)
    throw new PlatformUnavailable(
      `${name} keeps templates with the business that owns the account, and its id is not known: set ${BUSINESS} in the platform's config, or wait for the next message, which tells it.`,
    )
  const { credentials_encrypted: sealedCredentials } = row
  return { projectId, platformId, channel, templates, account, sealedCredentials }
}

/** Whoever changes templates of a project does it alone: webhooks, lists and answers speak of the same rows. */
export function lockTemplates(transaction: Transaction, projectId: string): void {
  transaction.write({
    name: 'lock-templates',
    text: `SELECT pg_advisory_xact_lock(hashtextextended('templates ' || $1, 0))`,
    values: [projectId],
  })
}
