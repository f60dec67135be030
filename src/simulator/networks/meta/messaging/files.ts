/** What customers sent lies at addresses that need no token, as on Meta's CDN. */
import { type Account, type ApiCall, type Performed, Refused, type World } from '../../../network.ts'
import { pixel } from '../../../sample-files.ts'
import { graphError } from '../errors.ts'

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

export function serveFile(call: ApiCall, world: World): Performed {
  const name = call.path.slice(PATH.length)
  if (name.startsWith(PICTURE)) {
    return { answer: { status: 200, headers: { 'content-type': 'image/png' }, body: pixel } }
  }
  const file = world.media.get(name)
  if (!file) return { answer: gone }
  return { answer: { status: 200, headers: { 'content-type': file.mimeType }, body: file.bytes } }
}
