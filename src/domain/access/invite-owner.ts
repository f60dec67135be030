import type { Database } from '../../infra/database.ts'
import { newId } from '../../infra/uuid.ts'
import { InvalidInput } from '../user-failure.ts'
import { checkedName } from './access-input.ts'
import { DEFAULT_DAYS, makeInvitationToken } from './invitations.ts'

const SLUG = /^[a-z0-9][a-z0-9-]{0,62}$/

/**
 * For whoever runs the installation: makes the organisation and its first project where they are missing, and a
 * token by which its first OWNER joins after signing in. Written as the owner of the tables, since nobody who could
 * invite is there yet.
 */
export async function inviteOwner(database: Database, slug: string, name: string): Promise<string> {
  if (!SLUG.test(slug))
    throw new InvalidInput(`"${slug}" is no short name: use up to 63 small letters, digits and hyphens`)
  const called = checkedName(name)
  const { prisma } = database
  const { token, hash } = makeInvitationToken()
  await prisma.$transaction(async (transaction) => {
    const organization = await transaction.organization.upsert({
      where: { slug },
      create: { id: newId(), slug, name: called },
      update: {},
    })
    const known = await transaction.project.findFirst({
      where: { organizationId: organization.id },
      orderBy: { id: 'asc' },
    })
    const project =
      known ??
      (await transaction.project.create({
        data: { id: newId(), organizationId: organization.id, slug: 'inbox', name: called },
      }))
    await transaction.invitation.create({
      data: {
        projectId: project.id,
        id: newId(),
        organizationId: organization.id,
        reach: 'ORGANIZATION',
        role: 'OWNER',
        tokenHash: new Uint8Array(hash),
        invitedBy: 'the installation',
        expiresAt: new Date(Date.now() + DEFAULT_DAYS * 86_400_000),
      },
    })
  })
  return token
}
