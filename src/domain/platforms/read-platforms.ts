import type { Platform, PlatformApp, Webhook } from '../../generated/prisma/client.ts'
import type { Database } from '../../infra/database.ts'
import { byId, type Page, type PageQuery, type Parameters, readPage, type Slice } from '../paging.ts'
import { type RowOf, readByIds, readByParents, tableSource } from '../rows.ts'

const PLATFORM = [
  'id',
  'appId',
  'type',
  'name',
  'slug',
  'externalId',
  'externalName',
  'url',
  'avatarUrl',
  'followerCount',
  'config',
  'provider',
  'isActive',
  'isVerified',
  'connectionStatus',
  'disconnectedAt',
  'syncStatus',
  'lastSyncAt',
  'tokenExpiresAt',
  'lastErrorAt',
  'lastError',
  'errorCount',
  'rateLimits',
  'rateLimitsResetAt',
  'quota',
  'quotaResetAt',
  'createdBy',
  'createdAt',
  'updatedAt',
] as const
export type PlatformRow = RowOf<Platform, (typeof PLATFORM)[number]>

const APP = [
  'id',
  'type',
  'appId',
  'name',
  'receivedCount',
  'acceptedCount',
  'refusedCount',
  'unclaimedCount',
  'lastReceivedAt',
  'lastFailureAt',
  'lastFailureReason',
  'createdAt',
  'updatedAt',
] as const
export type PlatformAppRow = RowOf<PlatformApp, (typeof APP)[number]>

const WEBHOOK = [
  'id',
  'platformId',
  'subscribedEvents',
  'filters',
  'transformationRules',
  'isActive',
  'isVerified',
  'receivedCount',
  'acceptedCount',
  'refusedCount',
  'failureStreak',
  'lastReceivedAt',
  'lastFailureAt',
  'lastFailureReason',
  'totalAnswerMs',
  'expectedRatePerMinute',
  'expectedRatePerHour',
  'createdAt',
  'updatedAt',
] as const
export type WebhookRow = RowOf<Webhook, (typeof WEBHOOK)[number]>

const platforms = tableSource('platforms', 'p', PLATFORM)
const apps = tableSource('platform_apps', 'a', APP)
const webhooks = tableSource('webhooks', 'w', WEBHOOK)

export interface PlatformFilter {
  type?: readonly string[] | undefined
  isActive?: boolean | undefined
  connectionStatus?: readonly string[] | undefined
}

/** In the order of connecting, oldest first. */
export const platformOrder = byId('platforms', 'p', 'ASC')

function conditions(filter: PlatformFilter, parameters: Parameters): string[] {
  const { type, isActive, connectionStatus } = filter
  const all: string[] = []
  if (type) all.push(`p.type = ANY (${parameters.add(type, 'text[]')})`)
  if (isActive !== undefined) all.push(`p.is_active = ${parameters.add(isActive, 'boolean')}`)
  if (connectionStatus) all.push(`p.connection_status = ANY (${parameters.add(connectionStatus, 'text[]')})`)
  return all
}

export async function readPlatforms(database: Database, projectId: string, ids: readonly string[]) {
  return await readByIds<PlatformRow>(database, projectId, platforms, ids)
}

export async function pagePlatforms(
  database: Database,
  projectId: string,
  page: Page,
  filter: PlatformFilter,
): Promise<Slice<PlatformRow>> {
  const query: PageQuery = {
    source: platforms,
    order: platformOrder,
    filter: (parameters) => conditions(filter, parameters),
  }
  return await readPage<PlatformRow>(database, projectId, query, page)
}

export async function readPlatformApps(database: Database, projectId: string, ids: readonly string[]) {
  return await readByIds<PlatformAppRow>(database, projectId, apps, ids)
}

export async function readWebhooks(database: Database, projectId: string, ids: readonly string[]) {
  return await readByIds<WebhookRow>(database, projectId, webhooks, ids)
}

export async function readWebhooksOf(database: Database, projectId: string, platformIds: readonly string[]) {
  const by = { column: 'platform_id', order: 'w.id' }
  return await readByParents<WebhookRow>(database, projectId, webhooks, by, platformIds)
}
