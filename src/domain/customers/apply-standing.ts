import type { ContactChanged } from '../../channels/inbound.ts'
import type { Transaction } from '../../infra/database.ts'
import type { Identity } from './identity.ts'

/** A person followed or left the account, or gave or withdrew consent for a purpose. */
export interface Standing {
  identity: Identity
  event: ContactChanged
  at: Date
}

/** Takes over each change unless a newer one of its kind is known. */
export async function applyStandings(
  transaction: Transaction,
  projectId: string,
  standings: readonly Standing[],
): Promise<void> {
  const sorted = [...standings].sort((a, b) =>
    a.identity.id === b.identity.id
      ? a.at.getTime() - b.at.getTime()
      : a.identity.id < b.identity.id
        ? -1
        : 1,
  )
  for (const { identity, event, at } of sorted) {
    const granted = event.kind === 'follow' || event.kind === 'optin'
    if (event.kind === 'follow' || event.kind === 'unfollow')
      await setReachable(transaction, projectId, identity.id, granted, at)
    else await setConsent(transaction, projectId, identity.id, event.purpose ?? 'messages', granted, at)
  }
}

async function setReachable(
  transaction: Transaction,
  projectId: string,
  identityId: string,
  reachable: boolean,
  at: Date,
): Promise<void> {
  transaction.write({
    name: 'set-reachable',
    text: `UPDATE customer_identities SET is_reachable = $3, reachable_at = $4, updated_at = now()
           WHERE project_id = $1 AND id = $2 AND (reachable_at IS NULL OR reachable_at <= $4)`,
    values: [projectId, identityId, reachable, at],
  })
}

async function setConsent(
  transaction: Transaction,
  projectId: string,
  identityId: string,
  purpose: string,
  granted: boolean,
  at: Date,
): Promise<void> {
  transaction.write({
    name: 'set-consent',
    text: `UPDATE customer_identities SET consents = consents || jsonb_build_object($3::text, jsonb_build_object('granted', $4::boolean, 'at', $5::text)),
             updated_at = now()
           WHERE project_id = $1 AND id = $2 AND coalesce(consents -> $3 ->> 'at', '') <= $5`,
    values: [projectId, identityId, purpose, granted, at.toISOString()],
  })
}
