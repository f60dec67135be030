import { randomBytes } from 'node:crypto'
import type { Channel } from '../channels/channel.ts'
import { createPlatform } from '../domain/platforms/create-platform.ts'
import { createPlatformApp } from '../domain/platforms/create-platform-app.ts'
import { credentialsBoundTo, openCredentials } from '../domain/platforms/credentials.ts'
import {
  appSecretsBoundTo,
  appVerifyTokenBoundTo,
  secretsBoundTo,
  verifyTokenBoundTo,
} from '../domain/platforms/webhook-directory.ts'
import type { Database } from '../infra/database.ts'
import { bytes, type Vault } from '../infra/vault.ts'

export interface SeededApp {
  /** The row's own id. */
  uuid: string
  type: string
  secret: string
  verifyToken: string | null
}

export interface SeededPlatform extends SeededApp {
  externalId: string
  name: string
  /** What the simulator takes calls of the account by. */
  accessToken: string
  /** The business that keeps the account's templates, where it is another. */
  businessId: string | undefined
}

export interface WantedPlatform {
  channel: Channel
  owner: { organizationId: string; projectId: string }
  /** The row of the developer app that it is connected through. */
  appId: string | null
  name: string
  externalId: string
}

/** The demo's app id at every network that has apps. */
const APP_ID = '710234567890123'

/** As Telegram's begins with the bot's id. */
const newToken = (externalId: string) => `${externalId}:${randomBytes(24).toString('base64url')}`

const newSecret = () => randomBytes(24).toString('base64url')

/** The app of a network whose one callback serves many accounts: found, or made. */
export async function seedApp(
  { prisma }: Database,
  vault: Vault,
  { type, name }: Channel,
  projectId: string,
): Promise<SeededApp> {
  const where = { projectId_type_appId: { projectId, type, appId: APP_ID } }
  const existing = await prisma.platformApp.findUnique({ where })
  if (existing) {
    const keys = openKeys(vault, existing, appSecretsBoundTo(existing.id), appVerifyTokenBoundTo(existing.id))
    return { uuid: existing.id, type, ...keys }
  }
  const secret = newSecret()
  const app = { projectId, type, appId: APP_ID, name: `Demo app on ${name}`, secrets: [secret] }
  const { id, verifyToken } = await createPlatformApp(prisma, vault, app)
  return { uuid: id, type, secret, verifyToken }
}

/** The platform of a network: found, and connected through the app if it was not; or made. */
export async function seedPlatform(
  { prisma }: Database,
  vault: Vault,
  { channel, owner, appId, name, externalId }: WantedPlatform,
): Promise<SeededPlatform> {
  const { type } = channel
  const config = configOf(channel, externalId)
  const slug = type.toLowerCase()
  const where = { organizationId_slug: { organizationId: owner.organizationId, slug } }
  const existing = await prisma.platform.findUnique({ where, include: { webhook: true } })
  if (existing?.webhook) {
    const { id } = existing.webhook
    const sealed = existing.credentialsEncrypted && Buffer.from(existing.credentialsEncrypted)
    const credentials = openCredentials(vault, existing.id, sealed) ?? { accessToken: newToken(externalId) }
    const isConfigured = Object.keys(config).every((key) => key in (existing.config as object))
    if (existing.appId !== appId || !sealed || !isConfigured) {
      const credentialsEncrypted = bytes(vault.sealJson(credentials, credentialsBoundTo(existing.id)))
      await prisma.platform.update({
        where,
        data: { appId, credentialsEncrypted, config: { ...config, ...(existing.config as object) } },
      })
    }
    const keys = openKeys(vault, existing.webhook, secretsBoundTo(id), verifyTokenBoundTo(id))
    const account = { type, name, externalId: existing.externalId ?? externalId }
    const { businessAccountId: businessId } = { ...config, ...(existing.config as typeof config) }
    return { uuid: existing.id, ...account, ...keys, ...credentials, businessId }
  }
  const secret = newSecret()
  const credentials = { accessToken: newToken(externalId) }
  const account = { type, name, externalId }
  const platform = {
    ...owner,
    ...(appId && { appId }),
    ...account,
    slug,
    config,
    secrets: [secret],
    credentials,
  }
  const { id, verifyToken } = await createPlatform(prisma, vault, platform)
  const businessId = config.businessAccountId
  return { uuid: id, ...account, secret, verifyToken, ...credentials, businessId }
}

/** Made up: one business for each account. */
function configOf({ templates }: Channel, externalId: string): { businessAccountId?: string } {
  return templates?.needsBusiness ? { businessAccountId: `2${externalId}` } : {}
}

interface SealedKeys {
  secretsEncrypted: Uint8Array | null
  verifyTokenEncrypted: Uint8Array | null
}

function openKeys(vault: Vault, sealed: SealedKeys, secretsBinding: string, tokenBinding: string) {
  const { secretsEncrypted: secrets, verifyTokenEncrypted: token } = sealed
  const [secret = ''] = secrets ? (vault.openJson(secrets, secretsBinding) as string[]) : []
  return { secret, verifyToken: token ? vault.open(token, tokenBinding).toString() : null }
}
