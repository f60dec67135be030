import type { Database } from '../infra/database.ts'
import type { Logger } from '../infra/logger.ts'
import type { Vault } from '../infra/vault.ts'
import { toGlobalId } from '../schema/global-id.ts'
import { demoBanner } from './banner.ts'
import { type DemoFile, type DemoProject, readDemoFile, writeDemoFile } from './demo-file.ts'
import { type SeededDemo, type SeededProject, seedDemo } from './seed.ts'
import { registerAccounts } from './simulator.ts'
import { syncTemplates } from './templates.ts'
import { startTraffic } from './traffic.ts'

export async function prepareDemo(database: Database, vault: Vault, dataDir: string): Promise<SeededDemo> {
  return await seedDemo(database, vault, readDemoFile(dataDir))
}

export interface RunDemo {
  seeded: SeededDemo
  /** Where the server listens, and where the networks would reach it. */
  url: string
  /** Plays the networks of the demo. */
  simulatorUrl: string
  dataDir: string
  traffic: boolean
  logger: Logger
  startedInMs: number
}

/** Writes demo.json, tells the newcomer what there is, and lets customers write. Returns what stops them. */
export async function runDemo(run: RunDemo): Promise<() => void> {
  await registerAccounts(run.simulatorUrl, run.seeded, run.url)
  const demo = describe(run.seeded, run.url, run.simulatorUrl)
  writeDemoFile(run.dataDir, demo)
  for (const project of [demo, demo.other]) await syncTemplates(demo.graphql, project, run.logger)
  console.log(demoBanner(demo, run.traffic, run.startedInMs))
  return run.traffic ? startTraffic(demo, run.logger) : () => undefined
}

function describe(seeded: SeededDemo, url: string, simulator: string): DemoFile {
  return {
    graphql: `${url}/graphql`,
    websocket: `${url.replace(/^http/, 'ws')}/graphql`,
    simulator,
    ...describeProject(seeded.main, url),
    other: describeProject(seeded.other, url),
  }
}

function describeProject(project: SeededProject, url: string): DemoProject {
  return {
    apiKey: project.apiKey,
    projectId: toGlobalId('Project', project.projectId),
    platforms: project.platforms.map(({ uuid, type, externalId, secret, verifyToken }) => ({
      type,
      id: toGlobalId('Platform', uuid),
      externalId,
      webhookUrl: `${url}/webhooks/${type.toLowerCase()}/${uuid}`,
      secret,
      verifyToken,
    })),
    apps: project.apps.map(({ uuid, type, secret, verifyToken }) => ({
      type,
      id: toGlobalId('PlatformApp', uuid),
      webhookUrl: `${url}/webhooks/${type.toLowerCase()}/apps/${uuid}`,
      secret,
      verifyToken,
    })),
  }
}
