import { randomBytes } from 'node:crypto'
import { channelOf } from '../../channels/index.ts'
import type { PrismaClient } from '../../generated/prisma/client.ts'
import { newId } from '../../infra/uuid.ts'
import { bytes, type Vault } from '../../infra/vault.ts'
import { type Credentials, credentialsBoundTo } from './credentials.ts'
import { defaultPersonality } from './default-personality.ts'
import { secretsBoundTo, verifyTokenBoundTo } from './webhook-directory.ts'

export interface NewPlatform {
  organizationId: string
  projectId: string
  type: string
  name: string
  slug: string
  /** The account on the network, proven to be the caller's. */
  externalId: string
  /** The developer app it is connected through. */
  appId?: string
  /** What makes the network's webhooks genuine, newest first. */
  secrets: string[]
  /** What authorises calls of its API; absent: it only listens. */
  credentials?: Credentials
  /** Settings of this kind of platform, without secrets. */
  config?: { businessAccountId?: string }
}

export interface CreatedPlatform {
  id: string
  /** For the network's handshake; null where it has none. */
  verifyToken: string | null
}

/** Creates a connected platform with its webhook and default personality, all or nothing. */
export async function createPlatform(
  prisma: PrismaClient,
  vault: Vault,
  platform: NewPlatform,
): Promise<CreatedPlatform> {
  const channel = channelOf(platform.type)
  if (!channel) throw new Error(`There is no channel for ${platform.type}`)
  const id = newId()
  const webhookId = newId()
  const { organizationId, projectId, secrets, credentials, ...account } = platform
  const verifyToken = channel.webhook.challenge ? randomBytes(24).toString('base64url') : null
  await prisma.$transaction([
    prisma.platform.create({
      data: {
        id,
        organizationId,
        projectId,
        ...account,
        externalName: account.name,
        connectionStatus: 'CONNECTED',
        isVerified: true,
        credentialsEncrypted: credentials ? bytes(vault.sealJson(credentials, credentialsBoundTo(id))) : null,
      },
    }),
    prisma.webhook.create({
      data: {
        id: webhookId,
        projectId,
        platformId: id,
        secretsEncrypted: bytes(vault.sealJson(secrets, secretsBoundTo(webhookId))),
        verifyTokenEncrypted:
          verifyToken === null ? null : bytes(vault.seal(verifyToken, verifyTokenBoundTo(webhookId))),
      },
    }),
    prisma.personality.create({
      data: { id: newId(), projectId, platformId: id, ...defaultPersonality(channel.name) },
    }),
  ])
  return { id, verifyToken }
}
