import type { NativeRequest } from '../../channels/outbound.ts'
import type { Database } from '../../infra/database.ts'
import type { PublicFileLinks } from './file-links.ts'
import { type FileNeed, type Filling, filled } from './file-needs.ts'
import type { Lane } from './lanes.ts'
import type { SendTarget } from './load-target.ts'
import type { MessagePart } from './message-parts.ts'
import { type GivenFile, knownToNetwork } from './network-files.ts'

/** A part's request with all that was to be filled in, or the file that the network has to be given first. */
export type Prepared =
  | {
      kind: 'ready'
      request: NativeRequest
      /** Ids of files as the network gave them before: it may not know them any more. */
      usedIds: string[]
      /** Its bytes go with the request: the answer may tell what the network calls it. */
      attached: FileNeed | null
    }
  | { kind: 'missing'; need: FileNeed }

export async function preparePart(
  { database, links }: { database: Database; links: PublicFileLinks },
  { projectId }: Lane,
  { platformId }: SendTarget,
  { request }: Pick<MessagePart, 'request'>,
): Promise<Prepared> {
  const { needs = [] } = request
  if (needs.length === 0) return { kind: 'ready', request, usedIds: [], attached: null }
  const given = needs.filter(({ by }) => by !== 'LINK').map(asGiven)
  const idOf = await database.worker((transaction) =>
    knownToNetwork(transaction, projectId, platformId, given),
  )
  const known = (need: FileNeed) => (need.by === 'LINK' ? undefined : idOf(asGiven(need)))
  const missing = needs.find((need) => need.by === 'UPLOAD' && known(need) === undefined)
  if (missing) return { kind: 'missing', need: missing }
  const fillingOf = (need: FileNeed): Filling => {
    const text = need.by === 'LINK' ? links.linkTo(projectId, need.file, need.fileName) : known(need)
    return text === undefined ? { attach: true } : { text }
  }
  const attached = needs.filter((need) => 'attach' in fillingOf(need))
  return {
    kind: 'ready',
    request: filled(request, fillingOf),
    usedIds: needs.flatMap((need) => known(need) ?? []),
    attached: (attached.length === 1 && attached[0]) || null,
  }
}

export function asGiven({ file, as, fileName, keepsName }: FileNeed): GivenFile {
  return { fileId: file.id, as, name: keepsName ? fileName : '' }
}
