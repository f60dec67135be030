import type { Channel } from '../channels/channel.ts'
import { channels } from '../channels/index.ts'
import { hashApiKey, makeApiKey } from '../domain/access/authenticate.ts'
import type { Database } from '../infra/database.ts'
import { newId } from '../infra/uuid.ts'
import type { Vault } from '../infra/vault.ts'
import type { DemoFile } from './demo-file.ts'
import { type SeededApp, type SeededPlatform, seedApp, seedPlatform } from './seed-platform.ts'

export interface SeededProject {
  projectId: string
  apiKey: string
  platforms: SeededPlatform[]
  apps: SeededApp[]
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
  /** Told apart from the other organisation's accounts. */
  account: (channel: Channel) => string
}

const wanted: { main: Wanted; other: Wanted } = {
  main: {
    slug: 'demo',
    name: 'Siam Coffee Roasters',
    timeZone: 'Asia/Bangkok',
    locale: 'th',
    account: (channel) => channel.samples.account,
  },
  other: {
    slug: 'other',
    name: 'Another Company',
    timeZone: 'UTC',
    locale: 'en',
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
  const owner = { organizationId: organization.id, projectId: project.id }
  const platforms: SeededPlatform[] = []
  const apps: SeededApp[] = []
  for (const channel of channels) {
    const app = channel.webhook.appLevel ? await seedApp(database, vault, channel, project.id) : undefined
    if (app) apps.push(app)
    platforms.push(
      await seedPlatform(database, vault, {
        channel,
        owner,
        appId: app?.uuid ?? null,
        name: `${name} on ${channel.name}`,
        externalId: want.account(channel),
      }),
    )
  }
  return { projectId: project.id, apiKey: await seedKey(database, project.id, formerKey), platforms, apps }
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
      role: 'OWNER',
      scopes: ['*'],
    },
  })
  return made.key
}
