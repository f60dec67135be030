/** What customers sent lies at addresses that need no token, as on Meta's CDN. */
import { createHmac, randomBytes } from 'node:crypto'
import { type Account, type ApiCall, type Performed, Refused, type World } from '../../../network.ts'
import { pixel } from '../../../sample-files.ts'
import { graphError } from '../errors.ts'
import { graphFailure } from '../failures.ts'

const PATH = '/media-files/'
const PICTURE = 'picture-'
const gone = graphError({ status: 404, code: 100, subcode: 33, message: 'The file does not exist' })

export function isFile(call: ApiCall): boolean {
  return call.method === 'GET' && call.path.startsWith(PATH)
}

/** Of a person who was given none. */
export function pictureUrl(world: World, prefix: string, customerId: string): string {
  return `${world.baseUrl}${prefix}${PATH}${PICTURE}${customerId}`
}

/** Nobody's call: any account will do for the fault rules. */
export function anyAccount(accounts: readonly Account[]): Account {
  const [first] = accounts
  if (!first) throw new Refused(gone)
  return first
}

/** How long an address is good, on the simulated clock; how long Meta's are is not told. */
const LIFE_MS = 24 * 3_600_000
const KEY = randomBytes(16)

/** Signed, with the time of its end in seconds and in hex: `oe` and `oh`, as the CDN has it. */
export function fileUrl(world: World, prefix: string, mediaId: string): string {
  const end = Math.floor((world.now() + LIFE_MS) / 1000).toString(16)
  return `${world.baseUrl}${prefix}${PATH}${mediaId}?oe=${end}&oh=${signatureOf(mediaId, end)}`
}

function signatureOf(mediaId: string, end: string): string {
  return createHmac('sha256', KEY).update(`${mediaId} ${end}`).digest('hex').slice(0, 32)
}

function isGood(mediaId: string, { query }: ApiCall, world: World): boolean {
  const end = query.get('oe') ?? ''
  return query.get('oh') === signatureOf(mediaId, end) && Number.parseInt(end, 16) * 1000 > world.now()
}

export function serveFile(call: ApiCall, world: World): Performed {
  const name = call.path.slice(PATH.length)
  if (name.startsWith(PICTURE)) {
    return { answer: { status: 200, headers: { 'content-type': 'image/png' }, body: pixel } }
  }
  if (!isGood(name, call, world)) return { answer: graphFailure({ kind: 'gone' }, { code: 4 }) }
  const file = world.media.get(name)
  if (!file) return { answer: gone }
  return { answer: { status: 200, headers: { 'content-type': file.mimeType }, body: file.bytes } }
}
