import { randomBytes } from 'node:crypto'
import type { Database } from '../../infra/database.ts'
import { newId } from '../../infra/uuid.ts'
import { hashInvitation } from './invitations.ts'

const DAYS = 7
const SLUG = /^[a-z0-9][a-z0-9-]{0,62}$/

/**
 * For whoever runs the installation: makes the organisation and its first project where they are missing, and a
 * token by which its first OWNER joins after signing in. Written as the owner of the tables, since nobody who could
 * invite is there yet.
 */
export async function inviteOwner(database: Database, slug: string, name: string): Promise<string> {
  if (!SLUG.test(slug)) throw new Error(`"${slug}" is no short name: use small letters, digits and hyphens`)
  const { prisma } = database
  const token = `inv_${randomBytes(32).toString('base64url')}`
  await prisma.$transaction(async (transaction) => {
    const organization = await transaction.organization.upsert({
      where: { slug },
      create: { id: newId(), slug, name },
      update: {},
    })
    const known = await transaction.project.findFirst({
      where: { organizationId: organization.id },
      orderBy: { id: 'asc' },
    })
    const project =
      known ??
      (await transaction.project.create({
        data: { id: newId(), organizationId: organization.id, slug: 'inbox', name },
      }))
    await transaction.invitation.create({
      data: {
        projectId: project.id,
        id: newId(),
        organizationId: organization.id,
        reach: 'ORGANIZATION',
        role: 'OWNER',
        tokenHash: new Uint8Array(hashInvitation(token)),
        invitedBy: 'the installation',
        expiresAt: new Date(Date.now() + DAYS * 86_400_000),
      },
    })
  })
  return token
}
