/** core.telegram.org/bots/api#getfile, and the download that it leads to. */
import type { ApiCall, Performed } from '../../network.ts'
import { Refused } from '../../network.ts'
import { bad, notFound, ok } from './answers.ts'
import { fileObject, readFileId, storedFile } from './files.ts'
import { FOLDER } from './media-kinds.ts'
import type { TelegramRequest } from './request.ts'

const MAX_BYTES = 20 * 1024 * 1024

export function getFile({ account, params, world }: TelegramRequest): Performed {
  const id = params.text('file_id')
  if (id === undefined) throw bad('file_id not specified')
  const ref = readFileId(account, id)
  if (!ref) throw bad('wrong file_id or the file is temporarily unavailable')
  const bytes = storedFile(ref, world)?.size ?? 0
  if (bytes > MAX_BYTES) throw bad('file is too big')
  const ending = /\.[a-z\d]+$/i.exec(ref.fileName ?? '')?.[0] ?? ''
  return ok({ ...fileObject(account, ref, world), file_path: `${FOLDER[ref.kind]}/${id}${ending}` })
}

export const downloadPattern = /^\/file\/bot([^/]+)\/([a-z_]+)\/([\w-]+)(\.[a-z\d]+)?$/i

/** A file that was sent by its address has no bytes here: the simulator does not fetch from others. */
export function download({
  account,
  call,
  world,
}: { call: ApiCall } & Omit<TelegramRequest, 'params'>): Performed {
  const ref = readFileId(account, downloadPattern.exec(call.path)?.[3] ?? '')
  if (!ref) throw new Refused(notFound())
  const file = storedFile(ref, world)
  if (!file && ref.url === undefined) throw new Refused(notFound())
  return {
    answer: {
      status: 200,
      headers: { 'content-type': file?.mimeType ?? 'application/octet-stream' },
      body: file?.bytes ?? Buffer.from(`a simulated file from ${ref.url}`),
    },
  }
}
