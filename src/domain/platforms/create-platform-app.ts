import { randomBytes } from 'node:crypto'
import type { PrismaClient } from '../../generated/prisma/client.ts'
import { newId } from '../../infra/uuid.ts'
import { bytes, type Vault } from '../../infra/vault.ts'
import { appSecretsBoundTo, appVerifyTokenBoundTo } from './webhook-directory.ts'

export interface NewPlatformApp {
  projectId: string
  type: string
  /** Its id at the network. */
  appId: string
  name: string
  /** What makes its webhooks genuine, newest first. */
  secrets: string[]
}

/** Creates a developer app, whose one callback serves all its platforms. */
export async function createPlatformApp(
  prisma: PrismaClient,
  vault: Vault,
  { secrets, ...app }: NewPlatformApp,
): Promise<{ id: string; verifyToken: string }> {
  const id = newId()
  const verifyToken = randomBytes(24).toString('base64url')
  await prisma.platformApp.create({
    data: {
      id,
      ...app,
      secretsEncrypted: bytes(vault.sealJson(secrets, appSecretsBoundTo(id))),
      verifyTokenEncrypted: bytes(vault.seal(verifyToken, appVerifyTokenBoundTo(id))),
    },
  })
  return { id, verifyToken }
}
