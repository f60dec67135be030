import type { Database, Row, Transaction } from '../../infra/database.ts'
import { newId } from '../../infra/uuid.ts'
import { noteChange } from '../audit/audit-scope.ts'
import { claimKey } from '../outbound/idempotency.ts'
import { NotFound } from '../outbound/sending-failures.ts'
import { InvalidInput } from '../user-failure.ts'
import { checkedFuture, checkedName } from './access-input.ts'
import { makeApiKey } from './api-key.ts'
import {
  EVERYTHING,
  narrowed,
  type Permission,
  permissionsOf,
  type Role,
  withinProject,
} from './permissions.ts'
import type { Principal } from './principal.ts'
import { mustCover, NoLongerValid, powerAt } from './refusals.ts'

const MOST_DAYS = 3650
const LONGEST_OVERLAP_SECONDS = 30 * 86_400
const ROLE = ['input', 'role']
const SCOPES = ['input', 'scopes']
const KEY = ['input', 'apiKeyId']

export interface NewKey {
  name: string
  role: Role
  /** Null: all that the role may do. */
  scopes: readonly Permission[] | null
  expiresAt: Date | null
  idempotencyKey: string | null
}

/** The key's id, and itself: told once, and null when the request is a repeat. */
export interface MadeKey {
  id: string
  secret: string | null
}

interface KeyRow extends Row {
  id: string
  name: string
  role: Role
  scopes: string[]
  created_at: Date
  expires_at: Date | null
  is_living: boolean
  replaced_by: string | null
}

/** Makes a key of the project. Throws Forbidden, InvalidInput, IdempotencyConflict. */
export async function createApiKey(
  database: Database,
  principal: Principal,
  input: NewKey,
): Promise<MadeKey> {
  const name = checkedName(input.name)
  const scopes = input.scopes === null ? [EVERYTHING] : [...new Set(input.scopes)]
  checkScopes(input.role, scopes)
  if (input.expiresAt) checkedFuture(input.expiresAt, new Date(), MOST_DAYS, 'expiresAt')
  mustCoverKey(principal, { role: input.role, scopes }, ROLE)
  return await database.worker((transaction) =>
    onceMade(transaction, principal, 'createApiKey', input, (id) =>
      insertKey(transaction, principal, { id, name, role: input.role, scopes, expiresAt: input.expiresAt }),
    ),
  )
}

/**
 * Makes a key that takes another's place. The other lives on for the overlap, so that whoever uses it can change over.
 * Who may not do what the key may cannot come by it this way. Throws Forbidden, NotFound, NoLongerValid.
 */
export async function rotateApiKey(
  database: Database,
  principal: Principal,
  input: { apiKeyId: string; overlapSeconds: number; idempotencyKey: string | null },
): Promise<MadeKey> {
  const { overlapSeconds } = input
  if (overlapSeconds < 0 || overlapSeconds > LONGEST_OVERLAP_SECONDS)
    throw new InvalidInput(`overlapSeconds must be from 0 to ${LONGEST_OVERLAP_SECONDS}`, [
      'input',
      'overlapSeconds',
    ])
  return await database.worker((transaction) =>
    onceMade(transaction, principal, 'rotateApiKey', input, async (id) => {
      const former = await lockKey(transaction, principal, input.apiKeyId)
      mustCoverKey(principal, former, KEY)
      if (!former.is_living || former.replaced_by !== null)
        throw new NoLongerValid('This key was revoked or rotated or has expired: make a new one.', KEY)
      const { name, role, scopes } = former
      const secret = await insertKey(transaction, principal, {
        id,
        name,
        role,
        scopes,
        expiresAt: renewed(former),
      })
      transaction.write({
        text: `UPDATE api_keys SET replaced_by = $3, revoked_at = CASE WHEN $4 = 0 THEN now() END,
                 expires_at = least(expires_at, now() + make_interval(secs => $4))
               WHERE project_id = $1 AND id = $2`,
        values: [principal.projectId, former.id, id, overlapSeconds],
      })
      noteChange({ type: 'ApiKey', id: former.id }, { replacedBy: { from: null, to: id }, overlapSeconds })
      return secret
    }),
  )
}

/** Ends a key at once; for good. Throws Forbidden, NotFound. */
export async function revokeApiKey(
  database: Database,
  principal: Principal,
  apiKeyId: string,
): Promise<string> {
  return await database.worker(async (transaction) => {
    const key = await lockKey(transaction, principal, apiKeyId)
    mustCoverKey(principal, key, KEY)
    transaction.write({
      text: 'UPDATE api_keys SET revoked_at = now() WHERE project_id = $1 AND id = $2 AND revoked_at IS NULL',
      values: [principal.projectId, key.id],
    })
    noteChange({ type: 'ApiKey', id: key.id }, { isRevoked: { from: !key.is_living, to: true } })
    return key.id
  })
}

/** Nobody decides over a key that may more than they. Throws Forbidden. */
function mustCoverKey(
  principal: Principal,
  { role, scopes }: Pick<KeyRow, 'role' | 'scopes'>,
  path: string[],
) {
  mustCover(powerAt(principal, 'PROJECT'), narrowed(permissionsOf([role]), scopes), path)
}

/** Scopes narrow a role: one that it lacks would promise what the key cannot do. Throws InvalidInput. */
function checkScopes(role: Role, scopes: readonly string[]): void {
  if (scopes.length === 0) throw new InvalidInput('scopes must name a permission, or be left out', SCOPES)
  const own: ReadonlySet<string> = withinProject(permissionsOf([role]))
  const lacking = scopes.filter((one) => one !== EVERYTHING && !own.has(one))
  if (lacking.length > 0)
    throw new InvalidInput(
      `No key of ${role} can have ${lacking.join(', ')}: leave that out of scopes, or take a role that has it.`,
      SCOPES,
    )
}

/** Lasts as long again as the former was made for. */
function renewed({ created_at, expires_at }: KeyRow): Date | null {
  return expires_at === null ? null : new Date(Date.now() + expires_at.getTime() - created_at.getTime())
}

async function onceMade(
  transaction: Transaction,
  { projectId }: Principal,
  name: string,
  input: { idempotencyKey: string | null },
  make: (id: string) => Promise<string>,
): Promise<MadeKey> {
  const id = newId()
  const { idempotencyKey, ...rest } = input
  if (idempotencyKey !== null) {
    const claimed = await claimKey(transaction, projectId, idempotencyKey, { name, ...rest }, id)
    if (!claimed.isNew) return { id: claimed.resultId, secret: null }
  }
  return { id, secret: await make(id) }
}

interface Insert {
  id: string
  name: string
  role: Role
  scopes: readonly string[]
  expiresAt: Date | null
}

async function insertKey(transaction: Transaction, principal: Principal, key: Insert): Promise<string> {
  const { key: secret, prefix, hash } = makeApiKey()
  const { id, name, role, scopes, expiresAt } = key
  await transaction.query({
    text: `INSERT INTO api_keys (id, project_id, name, prefix, hash, role, scopes, expires_at, created_by)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [id, principal.projectId, name, prefix, hash, role, scopes, expiresAt, principal.name],
  })
  noteChange({ type: 'ApiKey', id }, { role: { from: null, to: role }, scopes: { from: null, to: scopes } })
  return secret
}

async function lockKey(transaction: Transaction, { projectId }: Principal, id: string): Promise<KeyRow> {
  const [row] = await transaction.query<KeyRow>({
    text: `SELECT id, name, role, scopes, created_at, expires_at, replaced_by,
             revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now()) AS is_living
           FROM api_keys WHERE project_id = $1 AND id = $2 FOR UPDATE`,
    values: [projectId, id],
  })
  if (!row) throw new NotFound('API key', KEY)
  return row
}
