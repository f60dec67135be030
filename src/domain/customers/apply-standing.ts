import type { ContactChanged, Referral } from '../../channels/inbound.ts'
import type { Transaction } from '../../infra/database.ts'
import type { Identity } from './identity.ts'

/** What a person did towards the account, besides writing. */
export interface Standing {
  identity: Identity
  event: ContactChanged
  at: Date
}

/** Takes over each change unless a newer one of its kind is known. */
export function applyStandings(
  transaction: Transaction,
  projectId: string,
  standings: readonly Standing[],
): void {
  const sorted = [...standings].sort((a, b) =>
    a.identity.id === b.identity.id
      ? a.at.getTime() - b.at.getTime()
      : a.identity.id < b.identity.id
        ? -1
        : 1,
  )
  for (const { identity, event, at } of sorted) {
    applyStanding(transaction, projectId, identity.id, event, at)
    if (event.referral) setReferral(transaction, projectId, identity.id, event.referral, at)
  }
}

function applyStanding(
  transaction: Transaction,
  projectId: string,
  identityId: string,
  event: ContactChanged,
  at: Date,
): void {
  const { kind, purpose = 'messages' } = event
  if (kind === 'follow' || kind === 'unfollow')
    setReachable(transaction, projectId, identityId, kind === 'follow', at)
  if (kind === 'optin' || kind === 'optout')
    setConsent(transaction, projectId, identityId, purpose, kind === 'optin', at)
  if (kind === 'link' || kind === 'unlink') setLinked(transaction, projectId, identityId, kind === 'link', at)
}

/** Whoever writes can be answered, whatever was known of them. */
export function markReachable(
  transaction: Transaction,
  projectId: string,
  writers: readonly { identity: Identity; at: Date }[],
): void {
  for (const { identity, at } of writers)
    if (!identity.isReachable) setReachable(transaction, projectId, identity.id, true, at)
}

function setReachable(
  transaction: Transaction,
  projectId: string,
  identityId: string,
  reachable: boolean,
  at: Date,
): void {
  transaction.write({
    name: 'set-reachable',
    text: `UPDATE customer_identities SET is_reachable = $3, reachable_at = $4, updated_at = now()
           WHERE project_id = $1 AND id = $2 AND (reachable_at IS NULL OR reachable_at <= $4)`,
    values: [projectId, identityId, reachable, at],
  })
}

function setConsent(
  transaction: Transaction,
  projectId: string,
  identityId: string,
  purpose: string,
  granted: boolean,
  at: Date,
): void {
  transaction.write({
    name: 'set-consent',
    text: `UPDATE customer_identities SET consents = consents || jsonb_build_object($3::text, jsonb_build_object('granted', $4::boolean, 'at', $5::text)),
             updated_at = now()
           WHERE project_id = $1 AND id = $2 AND coalesce(consents -> $3 ->> 'at', '') <= $5`,
    values: [projectId, identityId, purpose, granted, at.toISOString()],
  })
}

function setLinked(
  transaction: Transaction,
  projectId: string,
  identityId: string,
  isLinked: boolean,
  at: Date,
): void {
  transaction.write({
    name: 'set-linked',
    text: `UPDATE customer_identities SET is_linked = $3, linked_at = $4, updated_at = now()
           WHERE project_id = $1 AND id = $2 AND (linked_at IS NULL OR linked_at <= $4)`,
    values: [projectId, identityId, isLinked, at],
  })
}

/** The newest advertisement or link that brought the person. */
function setReferral(
  transaction: Transaction,
  projectId: string,
  identityId: string,
  referral: Referral,
  at: Date,
): void {
  transaction.write({
    name: 'set-referral',
    text: `UPDATE customer_identities SET referral = $3, referred_at = $4, updated_at = now()
           WHERE project_id = $1 AND id = $2 AND (referred_at IS NULL OR referred_at <= $4)`,
    values: [projectId, identityId, JSON.stringify(referral), at],
  })
}
