import type { Customer, CustomerIdentity } from '../../generated/prisma/client.ts'
import type { Database } from '../../infra/database.ts'
import { byId, type Page, type PageQuery, readPage, readPagePerParent } from '../paging.ts'
import { type RowOf, readByIds, tableSource } from '../rows.ts'

const CUSTOMER = [
  'id',
  'name',
  'avatarUrl',
  'locale',
  'timeZone',
  'tags',
  'preferences',
  'isBlocked',
  'mergedIntoId',
  'createdAt',
  'updatedAt',
] as const
export type CustomerRow = RowOf<Customer, (typeof CUSTOMER)[number]>

const IDENTITY = [
  'id',
  'platformId',
  'customerId',
  'externalId',
  'name',
  'username',
  'avatarUrl',
  'locale',
  'profile',
  'isReachable',
  'reachableAt',
  'consents',
  'isLinked',
  'linkedAt',
  'referral',
  'referredAt',
  'createdAt',
  'updatedAt',
] as const
export type CustomerIdentityRow = RowOf<CustomerIdentity, (typeof IDENTITY)[number]>

const customers = tableSource('customers', 'c', CUSTOMER)
const identities = tableSource('customer_identities', 'i', IDENTITY)

/** Newest customer first. */
export const customerOrder = byId('customers', 'c', 'DESC')
/** In the order of getting to know them. */
export const identityOrder = byId('customer_identities', 'i', 'ASC')

export async function readCustomers(database: Database, projectId: string, ids: readonly string[]) {
  return await readByIds<CustomerRow>(database, projectId, customers, ids)
}

export async function pageCustomers(database: Database, projectId: string, page: Page) {
  const query: PageQuery = { source: customers, order: customerOrder }
  return await readPage<CustomerRow>(database, projectId, query, page)
}

/** The sealed phone numbers: read apart, so that only who asks for one pays for it. */
export async function readPhones(database: Database, projectId: string, customerIds: readonly string[]) {
  return await database.tenant<{ id: string; envelope: Buffer | null }>(projectId, {
    name: 'read-phones',
    text: `SELECT id, phone_encrypted AS envelope FROM customers WHERE project_id = $1 AND id = ANY ($2::uuid[])`,
    values: [projectId, customerIds],
  })
}

export async function readIdentities(database: Database, projectId: string, ids: readonly string[]) {
  return await readByIds<CustomerIdentityRow>(database, projectId, identities, ids)
}

export async function pageIdentitiesOfCustomers(
  database: Database,
  projectId: string,
  customerIds: readonly string[],
  page: Page,
) {
  const query: PageQuery = { source: identities, order: identityOrder }
  return await readPagePerParent<CustomerIdentityRow>(
    database,
    projectId,
    query,
    'customer_id',
    customerIds,
    page,
  )
}
