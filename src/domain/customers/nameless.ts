import type { Channel } from '../../channels/channel.ts'
import { channelOf } from '../../channels/index.ts'
import type { Row, Transaction } from '../../infra/database.ts'
import type { Identity } from './identity.ts'

/** Somebody whose name is not known, and how their network is asked for it. */
export interface Nameless {
  identity: Identity
  externalId: string
  platformId: string
  channel: Channel
  sealedCredentials: Buffer | null
}

interface NamelessRow extends Row {
  customer_id: string
  external_id: string
  is_reachable: boolean
  platform_id: string
  type: string
  credentials_encrypted: Buffer | null
}

/** Null where they are gone, were named meanwhile, or the account is not ours to ask for any more. */
export async function loadNameless(
  transaction: Transaction,
  projectId: string,
  identityId: string,
): Promise<Nameless | null> {
  const [row] = await transaction.query<NamelessRow>({
    name: 'load-nameless',
    text: `SELECT i.customer_id, i.external_id, i.is_reachable, p.id AS platform_id, p.type, p.credentials_encrypted
           FROM customer_identities i JOIN platforms p ON p.project_id = i.project_id AND p.id = i.platform_id
           WHERE i.project_id = $1 AND i.id = $2 AND i.name IS NULL AND p.disconnected_at IS NULL`,
    values: [projectId, identityId],
  })
  const channel = row && channelOf(row.type)
  if (!channel) return null
  const { customer_id: customerId, external_id: externalId, is_reachable: isReachable } = row
  return {
    identity: { id: identityId, customerId, externalId, name: null, isReachable },
    externalId,
    platformId: row.platform_id,
    channel,
    sealedCredentials: row.credentials_encrypted,
  }
}

/** More than any customer has. */
const MOST = 100

/** Those that show the customer's name. */
export async function conversationsOf(
  transaction: Transaction,
  projectId: string,
  customerId: string,
): Promise<{ id: string; platform_id: string }[]> {
  return await transaction.query<{ id: string; platform_id: string }>({
    name: 'conversations-of-customer',
    text: `SELECT id, platform_id FROM conversations WHERE project_id = $1 AND customer_id = $2 AND message_count > 0
           ORDER BY last_message_at DESC NULLS LAST LIMIT ${MOST}`,
    values: [projectId, customerId],
  })
}
