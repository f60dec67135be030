import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What `demo.json` in the data folder tells scripts and people about the demo. */

/** A developer app: one callback for all its platforms. */
export interface DemoApp {
  type: string
  /** Its id in the API. */
  id: string
  webhookUrl: string
  /** Whatever makes this network's webhooks genuine: an app secret, a secret token. */
  secret: string
  /** For the network's handshake; null where it has none. */
  verifyToken: string | null
}

export interface DemoPlatform extends DemoApp {
  externalId: string
}

export interface DemoProject {
  apiKey: string
  projectId: string
  platforms: DemoPlatform[]
  apps: DemoApp[]
}

export interface DemoFile extends DemoProject {
  graphql: string
  websocket: string
  /** Plays the networks: `<url>/sim` tells how to write, read and fail as a customer. */
  simulator: string
  /** A second organisation, to see that neither knows of the other. */
  other: DemoProject
}

const pathIn = (dataDir: string) => join(dataDir, 'demo.json')

export function readDemoFile(dataDir: string): DemoFile | undefined {
  const path = pathIn(dataDir)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as DemoFile) : undefined
}

/** Readable by the owner only: it holds keys. Replaced whole, so that nobody reads half of it. */
export function writeDemoFile(dataDir: string, demo: DemoFile): void {
  const path = pathIn(dataDir)
  mkdirSync(dirname(path), { recursive: true, mode: 0o711 })
  writeFileSync(`${path}.new`, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}
