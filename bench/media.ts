import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileServerJob } from './support/file-server.ts'
import { prepare, startParley } from './support/parley.ts'
import type { BenchPostgres } from './support/postgres.ts'
import { Child, pinned, untilEnd } from './support/processes.ts'
import { InvalidRun, mustEqual, printTable, printTargets, ratios } from './support/report.ts'
import type { Settings } from './support/settings.ts'

/**
 * How quickly files go in and out, with curl on both sides, beside a server that only writes and reads them. Going
 * in, Parley hashes every byte, recognises the file and keeps two rows' worth of promises; going out, it checks a link.
 */

const FILE_BYTES = 20_000_000
const MB = 1_000_000
const UP_AT_LEAST = 0.4
const DOWN_AT_LEAST = 0.7

interface Round {
  upMbPerSecond: number
  downMbPerSecond: number
}

export async function media(settings: Settings, postgres: BenchPostgres): Promise<boolean> {
  const prepared = await prepare(postgres, 'media')
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-media-'))
  const parley = startParley(prepared, 'all', { settings })
  mkdirSync(join(folder, 'peer'))
  const job: FileServerJob = { folder: join(folder, 'peer') }
  const peer = new Child<{ url: string }>('file-server.ts', job, { settings, core: 'server' })
  try {
    const url = (await parley.ready).url ?? ''
    const peerUrl = (await peer.ready).url
    const ours: Round[] = []
    const bare: Round[] = []
    for (let round = 0; round < (settings.quick ? 1 : 3); round += 1) {
      const files = makeFiles(folder, settings.quick ? 5 : 50)
      ours.push(await measure(settings, files, uploadToParley(url, prepared.apiKey)))
      bare.push(await measure(settings, files, putTo(peerUrl)))
      for (const file of files) rmSync(file)
    }
    return report(ours, bare)
  } finally {
    await Promise.all([parley.stop(), peer.stop()])
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Different from each other and from those of other rounds: the same content would be stored once. */
function makeFiles(folder: string, count: number): string[] {
  const bytes = randomBytes(FILE_BYTES)
  return Array.from({ length: count }, (_one, n) => {
    randomBytes(32).copy(bytes)
    const path = join(folder, `file-${n}`)
    writeFileSync(path, bytes)
    return path
  })
}

interface Server {
  /** Arguments of curl for one upload, whose answer goes to a file. */
  upload(path: string): string[]
  /** Where it can be fetched, from the answer. */
  linkOf(answer: string, path: string): string
}

function uploadToParley(url: string, apiKey: string): Server {
  const headers = ['-H', `authorization: Bearer ${apiKey}`, '-H', 'content-type: application/octet-stream']
  return {
    upload: (path) => ['-X', 'POST', ...headers, '-T', path, `${url}/media`],
    linkOf: (answer) => (JSON.parse(answer) as { file: { url: string } }).file.url,
  }
}

function putTo(url: string): Server {
  const at = (path: string) => `${url}/${path.split('/').at(-1)}`
  return { upload: (path) => ['-T', path, at(path)], linkOf: (_answer, path) => at(path) }
}

async function measure(settings: Settings, files: readonly string[], server: Server): Promise<Round> {
  const answerOf = (path: string) => `${path}.answer`
  const up = await curl(
    settings,
    files.map((path) => [...server.upload(path), '-o', answerOf(path)]),
  )
  const links = files.map((path) => server.linkOf(read(answerOf(path)), path))
  const down = await curl(
    settings,
    links.map((link) => [link, '-o', '/dev/null']),
  )
  for (const path of files) rmSync(answerOf(path), { force: true })
  mustEqual('bytes that came back', down.received, files.length * FILE_BYTES)
  const megabytes = (files.length * FILE_BYTES) / MB
  return { upMbPerSecond: megabytes / up.seconds, downMbPerSecond: megabytes / down.seconds }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // the peer answers nothing
  }
}

/** One curl for all of them, one after the other on one connection. */
async function curl(settings: Settings, transfers: readonly string[][]) {
  const each = ['-s', '-f', '-H', 'expect:', '-w', '%{size_download}\\n']
  const args = transfers.flatMap((transfer, n) => [...(n > 0 ? ['--next'] : []), ...each, ...transfer])
  const command = ['curl', ...args]
  const [program = '', ...rest] = settings.pin ? [...pinned('load'), ...command] : command
  const started = performance.now()
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  await untilEnd(child)
  if (child.exitCode !== 0) throw new InvalidRun(`curl ended with ${child.exitCode}`)
  const received = output.split('\n').reduce((sum, line) => sum + Number(line), 0)
  return { seconds: (performance.now() - started) / 1000, received }
}

function report(ours: readonly Round[], bare: readonly Round[]): boolean {
  const up = (rounds: readonly Round[]) => rounds.map((round) => round.upMbPerSecond)
  const down = (rounds: readonly Round[]) => rounds.map((round) => round.downMbPerSecond)
  printTable(`media: files of ${FILE_BYTES / MB} MB, one after the other`, [
    { name: 'Parley, up', rounds: up(ours), unit: 'MB/s' },
    { name: 'file server, up', rounds: up(bare), unit: 'MB/s' },
    { name: 'Parley, down', rounds: down(ours), unit: 'MB/s' },
    { name: 'file server, down', rounds: down(bare), unit: 'MB/s' },
  ])
  return printTargets([
    { name: 'up, share of the file server', rounds: ratios(up(ours), up(bare)), atLeast: UP_AT_LEAST },
    {
      name: 'down, share of the file server',
      rounds: ratios(down(ours), down(bare)),
      atLeast: DOWN_AT_LEAST,
    },
  ])
}
