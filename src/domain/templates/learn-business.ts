import type { Json } from '../../channels/inbound.ts'
import type { ChannelTemplates } from '../../channels/templates.ts'
import type { Transaction } from '../../infra/database.ts'
import type { Vault } from '../../infra/vault.ts'
import { payloadBoundTo } from '../inbound/payload-binding.ts'
import { storableText } from '../text.ts'

/** Where a platform's config says which business owns the account at the network. */
export const BUSINESS = 'businessAccountId'

/** Among so many of the newest events one is a message, which names the business. */
const MOST_EVENTS = 20

/** Reads from what the account's own webhooks say who owns it, and remembers it. Null: none has said so. */
export async function learnBusiness(
  transaction: Transaction,
  of: { projectId: string; platformId: string; externalId: string; templates: ChannelTemplates },
  vault: Vault,
): Promise<string | null> {
  const { projectId, platformId, externalId, templates } = of
  if (!templates.needsBusiness || !templates.businessOf) return null
  const rows = await transaction.query<{ id: string; envelope: Buffer }>({
    name: 'newest-payloads',
    text: `SELECT id, payload_encrypted AS envelope FROM inbound_events
           WHERE project_id = $1 AND platform_id = $2 AND payload_encrypted IS NOT NULL ORDER BY id DESC LIMIT ${MOST_EVENTS}`,
    values: [projectId, platformId],
  })
  for (const { id, envelope } of rows) {
    const payload = vault.openJson(envelope, payloadBoundTo(id)) as Json
    const businessId = templates.businessOf(payload, externalId)
    if (businessId === null) continue
    transaction.write({
      name: 'remember-business',
      text: `UPDATE platforms SET config = config || jsonb_build_object('${BUSINESS}', $3::text)
             WHERE project_id = $1 AND id = $2`,
      values: [projectId, platformId, storableText(businessId)],
    })
    return businessId
  }
  return null
}
