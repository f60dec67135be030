import { randomBytes } from 'node:crypto'
import type { Channel } from '../channels/channel.ts'
import { channels } from '../channels/index.ts'
import { hashApiKey, makeApiKey } from '../domain/access/authenticate.ts'
import { createPlatform } from '../domain/platforms/create-platform.ts'
import { secretsBoundTo, verifyTokenBoundTo } from '../domain/platforms/webhook-directory.ts'
import type { Database } from '../infra/database.ts'
import { newId } from '../infra/uuid.ts'
import type { Vault } from '../infra/vault.ts'
import type { DemoFile } from './demo-file.ts'

export interface SeededPlatform {
  /** The row's own id. */
  uuid: string
  type: string
  externalId: string
  secret: string
  verifyToken: string | null
}

export interface SeededProject {
  projectId: string
  apiKey: string
  platforms: SeededPlatform[]
}

export interface SeededDemo {
  main: SeededProject
  other: SeededProject
}

interface Wanted {
  slug: string
  name: string
  timeZone: string
  locale: string
  channels: readonly Channel[]
  /** Told apart from the other organisation's accounts. */
  account: (channel: Channel) => string
}

const wanted: { main: Wanted; other: Wanted } = {
  main: {
    slug: 'demo',
    name: 'Siam Coffee Roasters',
    timeZone: 'Asia/Bangkok',
    locale: 'th',
    channels,
    account: (channel) => channel.samples.account,
  },
  other: {
    slug: 'other',
    name: 'Another Company',
    timeZone: 'UTC',
    locale: 'en',
    channels: channels.slice(0, 1),
    account: (channel) => `${channel.samples.account}9`,
  },
}

/** Makes what is missing of the demo and keeps what is there: a second start finds its data again. */
export async function seedDemo(
  database: Database,
  vault: Vault,
  former: DemoFile | undefined,
): Promise<SeededDemo> {
  return {
    main: await seedProject(database, vault, wanted.main, former?.apiKey),
    other: await seedProject(database, vault, wanted.other, former?.other.apiKey),
  }
}

async function seedProject(
  database: Database,
  vault: Vault,
  want: Wanted,
  formerKey: string | undefined,
): Promise<SeededProject> {
  const { prisma } = database
  const { slug, name, timeZone, locale } = want
  const organization = await prisma.organization.upsert({
    where: { slug },
    create: { id: newId(), slug, name, timeZone, locale },
    update: {},
  })
  const project = await prisma.project.upsert({
    where: { organizationId_slug: { organizationId: organization.id, slug: 'inbox' } },
    create: {
      id: newId(),
      organizationId: organization.id,
      slug: 'inbox',
      name: `${name}: inbox`,
      timeZone,
      locale,
    },
    update: {},
  })
  const people = await prisma.member.count({ where: { organizationId: organization.id } })
  if (people === 0)
    await prisma.member.create({
      data: { id: newId(), organizationId: organization.id, name: 'Ploy', role: 'OWNER' },
    })
  const platforms: SeededPlatform[] = []
  for (const channel of want.channels)
    platforms.push(
      await seedPlatform(database, vault, channel, want, {
        organizationId: organization.id,
        projectId: project.id,
      }),
    )
  return { projectId: project.id, apiKey: await seedKey(database, project.id, formerKey), platforms }
}

/** Only the key's hash is stored: the former start's key is kept if its file is still there. */
async function seedKey({ prisma }: Database, projectId: string, former: string | undefined): Promise<string> {
  const hash = former === undefined ? undefined : new Uint8Array(hashApiKey(former))
  if (
    former !== undefined &&
    hash &&
    (await prisma.apiKey.findFirst({ where: { hash, projectId, revokedAt: null } }))
  )
    return former
  const made = makeApiKey()
  await prisma.apiKey.create({
    data: {
      id: newId(),
      projectId,
      name: 'Demo',
      prefix: made.prefix,
      hash: new Uint8Array(made.hash),
      scopes: ['*'],
    },
  })
  return made.key
}

async function seedPlatform(
  { prisma }: Database,
  vault: Vault,
  channel: Channel,
  want: Wanted,
  owner: { organizationId: string; projectId: string },
): Promise<SeededPlatform> {
  const slug = channel.type.toLowerCase()
  const where = { organizationId_slug: { organizationId: owner.organizationId, slug } }
  const existing = await prisma.platform.findUnique({ where, include: { webhook: true } })
  const externalId = want.account(channel)
  if (existing?.webhook) {
    const { id, secretsEncrypted, verifyTokenEncrypted } = existing.webhook
    const secrets = secretsEncrypted ? (vault.openJson(secretsEncrypted, secretsBoundTo(id)) as string[]) : []
    const verifyToken = verifyTokenEncrypted
      ? vault.open(verifyTokenEncrypted, verifyTokenBoundTo(id)).toString()
      : null
    return {
      uuid: existing.id,
      type: channel.type,
      externalId: existing.externalId ?? externalId,
      secret: secrets[0] ?? '',
      verifyToken,
    }
  }
  const secret = randomBytes(24).toString('base64url')
  const platform = {
    ...owner,
    type: channel.type,
    name: `${want.name} on ${channel.name}`,
    slug,
    externalId,
    secrets: [secret],
  }
  const { id, verifyToken } = await createPlatform(prisma, vault, platform)
  return { uuid: id, type: channel.type, externalId, secret, verifyToken }
}
