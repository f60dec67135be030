/**
 * Files behind links that a send names. Platforms fetch them when the message comes; here only those of this very
 * machine are, since the simulator calls nobody else.
 */
import { isObject, type Json } from './json.ts'
import type { ApiCall, SimulatedAttachment, UploadedFile, World } from './network.ts'

const HERE = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\]):\d+\/media\/\S+$/
const TIMEOUT_MS = 10_000

export type LoadedLinks = ReadonlyMap<string, UploadedFile | null>

/** Null for a link behind which there is no file. */
export async function loadLinks(body: Json): Promise<LoadedLinks> {
  const urls = [...new Set(textsIn(body).filter((text) => HERE.test(text)))]
  return new Map(await Promise.all(urls.map(async (url) => [url, await load(url)] as const)))
}

async function load(url: string): Promise<UploadedFile | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    if (!response.ok) return null
    const bytes = Buffer.from(await response.arrayBuffer())
    const fileName = decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '')
    return { bytes, fileName, mimeType: response.headers.get('content-type') ?? 'application/octet-stream' }
  } catch {
    return null
  }
}

function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsIn)
  return isObject(value) ? Object.values(value).flatMap(textsIn) : []
}

/** The attachment with its bytes, where they were fetched; null where they should have been and could not. */
export function withLoaded(
  { links }: Pick<ApiCall, 'links'>,
  attachment: SimulatedAttachment,
  world: World,
): SimulatedAttachment | null {
  const { url } = attachment
  if (url === undefined || !links?.has(url)) return attachment
  const file = links.get(url)
  if (!file) return null
  return {
    ...attachment,
    mediaId: world.media.add(file).id,
    mimeType: file.mimeType,
    fileName: file.fileName,
  }
}
