import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import sharp from 'sharp'
import { channels } from '../../../src/channels/index.ts'
import { askSimulator, giveFile, registerAccounts } from '../../../src/demo/simulator.ts'
import { keyOf } from '../../../src/domain/media/object-keys.ts'
import { openLocalStorage } from '../../../src/infra/storage-local.ts'
import { type RunningSimulator, start as startSimulator } from '../../../src/simulator/server.ts'
import { withClient } from '../../support/database.ts'
import { waitFor } from '../../support/wait.ts'
import { type Cluster, startCluster } from './flood.ts'
import { killRepeatedly, type ParleyProcess } from './parley-process.ts'

export interface MediaFloodOptions {
  databaseUrl: string
  redisUrl: string
  attachments: number
  workerKills: number
  pause: number
  seconds: number
}

export interface MediaFloodReport {
  sent: number
  states: Record<string, number>
  /** Attachments that are neither stored nor have a reason. */
  unexplained: number
  /** Whose row or bytes hash to something else than what was sent. */
  wrongHashes: number
  missing: number
  doubled: number
  /** Contents that are in the storage more than once. */
  storedTwice: number
  triesMost: number
  /** Of any worker before there was anything to do, and at any time after, megabytes. */
  idleRss: number
  largestRss: number
  megabytes: number
  seconds: number
}

/** Each of these spoils one call in so many, in every way that a network has. */
const FAULTS = [
  { fault: 'cutOff', probability: 0.08 },
  { fault: 'drop', probability: 0.04, operation: 'downloadMedia' },
  { fault: 'error500', probability: 0.04, operation: 'downloadMedia' },
  { fault: 'error500', probability: 0.04, operation: 'readMedia' },
  { fault: 'rateLimit', probability: 0.03, operation: 'downloadMedia', retryAfter: 1 },
  { fault: 'refuseConnection', probability: 0.03, operation: 'downloadMedia' },
  { fault: 'timeout', probability: 0.02, operation: 'downloadMedia', delayMs: 3000 },
  { fault: 'expiredLink', probability: 0.03 },
  { fault: 'expiredLink', probability: 0.02, operation: 'readMedia' },
  { fault: 'wrongType', probability: 0.05 },
  { fault: 'redirect', probability: 0.02 },
  { fault: 'endless', probability: 0.01 },
  { fault: 'tooLarge', probability: 0.01 },
  { fault: 'compressed', probability: 0.01 },
  // Only one network tells what the bytes hash to.
  { fault: 'changedBytes', probability: 0.1, network: 'WHATSAPP' },
]

const KINDS = ['image', 'video', 'audio', 'file', 'sticker'] as const
const SIZES = [3_000, 60_000, 250_000, 900_000, 6_000_000]
export const MOST_BYTES = 10_000_000

interface SentFile {
  type: string
  customer: string
  sha256: string
  size: number
}

/** Customers of all networks send files while downloads fail and workers are killed. */
export async function runMediaFlood(options: MediaFloodOptions): Promise<MediaFloodReport> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-media-flood-'))
  const simulator = await startSimulator({ seed: 11, retryDelaysMs: [100, 500, 1000, 2000] })
  const cluster = await startCluster(options.databaseUrl, options.redisUrl, {
    PARLEY_SIMULATOR_URL: simulator.url,
    PARLEY_DATA_DIR: dataDir,
    PARLEY_MEDIA_MAX_BYTES: String(MOST_BYTES),
  })
  const idleRss = Math.max(...(await Promise.all(cluster.workers.map(rssOf))))
  const rss = watchMemory(cluster.workers)
  try {
    await registerAccounts(simulator.url, cluster.demo, cluster.url)
    for (const fault of FAULTS) await askSimulator(simulator.url, '/faults', fault)
    const started = performance.now()
    const pause = (n: number) => options.pause * (0.5 + ((n * 7919) % 100) / 100)
    const [sent] = await Promise.all([
      sendAll(simulator, cluster, options.attachments),
      killRepeatedly(cluster.workers, options.workerKills, pause),
    ])
    await waitFor(async () => (await openCopies(options.databaseUrl, sent.length)) === 0, {
      timeout: options.seconds * 1000,
      every: 500,
      what: 'the end of all copies',
    })
    const seconds = Math.round((performance.now() - started) / 1000)
    const megabytes = Math.round(sent.reduce((sum, { size }) => sum + size, 0) / 1e6)
    const verdict = await judge(options.databaseUrl, dataDir, sent)
    return { ...verdict, idleRss, largestRss: rss.largest(), megabytes, seconds }
  } finally {
    rss.stop()
    await cluster.stop()
    await simulator.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function sendAll(
  simulator: RunningSimulator,
  { project }: Cluster,
  count: number,
): Promise<SentFile[]> {
  const sent: SentFile[] = []
  const pictures = await Promise.all(
    [640, 1600, 3000].map((width) =>
      sharp(randomBytes(width * width * 3), { raw: { width, height: width, channels: 3 } })
        .jpeg({ quality: 60 })
        .toBuffer(),
    ),
  )
  let next = 0
  const sendOne = async (n: number) => {
    const { type, samples } = channels[n % channels.length] ?? channels[0]
    const kind = KINDS[Math.floor(n / channels.length) % KINDS.length] ?? 'file'
    // The stickers of one network are known by their numbers, and are no files.
    const shown = type === 'LINE' && kind === 'sticker' ? 'file' : kind
    const base = shown === 'image' ? pictures[n % pictures.length] : undefined
    const size = SIZES[Math.floor(n / 7) % SIZES.length] ?? 3000
    // What follows the end of a picture belongs to the file, and makes each of them another.
    const bytes = base ? Buffer.concat([base, randomBytes(16)]) : randomBytes(size)
    const mimeTypes = { image: 'image/jpeg', sticker: 'image/webp', video: 'video/mp4', audio: 'audio/ogg' }
    const mimeType = shown === 'file' ? 'application/pdf' : mimeTypes[shown]
    const customer = samples.customerId(20_000 + n)
    const account = project.platforms.find((one) => one.type === type)?.externalId
    const mediaId = await giveFile(simulator.url, { bytes, mimeType })
    const content = { type: shown, mediaId }
    await askSimulator(simulator.url, `/customers/${type}/${customer}/messages`, { account, content })
    sent.push({
      type,
      customer,
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    })
  }
  const worker = async () => {
    while (next < count) await sendOne(next++)
  }
  await Promise.all([1, 2, 3, 4].map(worker))
  return sent
}

/** Attachments that are not stored yet, or whose message has not come. */
async function openCopies(databaseUrl: string, sent: number): Promise<number> {
  return await withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ open: number; all: number }>(
      `SELECT count(*) FILTER (WHERE state = 'PENDING')::int AS open, count(*)::int AS all FROM attachments`,
    )
    return (rows[0]?.open ?? 0) + Math.max(0, sent - (rows[0]?.all ?? 0))
  })
}

interface CopiedRow {
  customer: string
  project_id: string
  state: string
  error: string | null
  sha256: string | null
  file_id: string | null
  copy_tries: number
}

async function judge(databaseUrl: string, dataDir: string, sent: readonly SentFile[]) {
  const { rows, twice } = await withClient(databaseUrl, async (client) => {
    const copied = await client.query<CopiedRow>(
      `SELECT c.external_id AS customer, a.project_id, a.state, a.error, a.sha256, a.file_id, a.copy_tries FROM attachments a
       JOIN messages m ON m.project_id = a.project_id AND m.id = a.message_id JOIN conversations c ON c.id = m.conversation_id`,
    )
    const doubles = await client.query<{ n: number }>(
      `SELECT count(*)::int - count(DISTINCT sha256)::int AS n FROM stored_files WHERE state = 'STORED'`,
    )
    return { rows: copied.rows, twice: doubles.rows[0]?.n ?? 0 }
  })
  const storage = await openLocalStorage(join(dataDir, 'files'))
  const byCustomer = Map.groupBy(rows, (row) => row.customer)
  const states: Record<string, number> = {}
  let wrongHashes = 0
  for (const { customer, sha256 } of sent) {
    const row = byCustomer.get(customer)?.[0]
    if (row) states[row.state] = (states[row.state] ?? 0) + 1
    if (row?.state !== 'STORED') continue
    const bytes = await buffer(
      await storage.open(keyOf({ projectId: row.project_id, id: row.file_id ?? '' })),
    )
    const isRight = createHash('sha256').update(bytes).digest('hex') === sha256 && row.sha256 === sha256
    if (!isRight) wrongHashes += 1
  }
  return {
    sent: sent.length,
    states,
    unexplained: rows.filter((row) => row.state !== 'STORED' && !row.error).length,
    wrongHashes,
    missing: sent.filter(({ customer }) => !byCustomer.has(customer)).length,
    doubled: sent.filter(({ customer }) => (byCustomer.get(customer)?.length ?? 0) > 1).length,
    storedTwice: twice,
    triesMost: Math.max(...rows.map((row) => row.copy_tries)),
  }
}

async function rssOf({ pid }: ParleyProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024)
}

/** Resident memory of the workers, looked at often. */
function watchMemory(workers: readonly ParleyProcess[]): { largest(): number; stop(): void } {
  let largest = 0
  const look = async (worker: ParleyProcess) => {
    largest = Math.max(largest, await rssOf(worker))
  }
  const timer = setInterval(() => {
    for (const worker of workers) void look(worker)
  }, 100)
  return { largest: () => largest, stop: () => clearInterval(timer) }
}
