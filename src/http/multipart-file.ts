import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { Busboy, type BusboyHeaders } from '@fastify/busboy'
import { UploadRefused } from './upload-refused.ts'

export interface IncomingFile {
  fileName: string | null
  /** Ends, or throws, only when the whole request was read: a file is one only in a form that is complete. */
  bytes: AsyncIterable<Uint8Array>
}

/** More than one file, so that a second is seen and told. */
const LIMITS = { files: 2, fields: 20, fieldSize: 10_000, parts: 25, headerPairs: 100, headerSize: 16_384 }

/** The one file of a multipart/form-data request, as soon as its part begins. Throws UploadRefused. */
export async function multipartFile(request: IncomingMessage): Promise<IncomingFile> {
  const parser = openParser(request)
  const found = Promise.withResolvers<IncomingFile>()
  const whole = Promise.withResolvers<void>()
  whole.promise.catch(() => undefined) // heard by whoever reads the bytes, if anybody does
  const stop = new AbortController()
  let files = 0
  let current: (NodeJS.ReadableStream & { destroy(error?: Error): void }) | undefined
  const fail = (error: Error) => {
    found.reject(error)
    whole.reject(error)
    current?.destroy(error)
    stop.abort(error)
  }
  parser.on('file', (_field, stream, fileName) => {
    files += 1
    stream.on('error', () => undefined) // heard by its reader
    if (files > 1) {
      stream.resume()
      return fail(
        new UploadRefused(400, 'TWO_FILES', 'The form has more than one file; send each on its own.'),
      )
    }
    current = stream
    found.resolve({ fileName: fileName ?? null, bytes: untilWhole(stream, whole.promise, stop) })
  })
  parser.on('error', (error) => fail(malformed((error as Error).message)))
  parser.on('finish', () => {
    if (files === 0) fail(new UploadRefused(400, 'NO_FILE', 'The form has no file.'))
    else whole.resolve()
  })
  feed(request, parser, stop.signal).catch(fail)
  return await found.promise
}

function openParser(request: IncomingMessage) {
  try {
    return new Busboy({ headers: request.headers as BusboyHeaders, limits: LIMITS })
  } catch (error) {
    throw malformed((error as Error).message)
  }
}

async function* untilWhole(
  stream: AsyncIterable<Uint8Array>,
  whole: Promise<void>,
  stop: AbortController,
): AsyncGenerator<Uint8Array> {
  try {
    yield* stream
    await whole
  } catch (error) {
    throw error instanceof UploadRefused ? error : malformed((error as Error).message)
  } finally {
    stop.abort()
  }
}

/** By hand and not by a pipe, which would destroy the request, and with it the way to answer. */
async function feed(
  request: IncomingMessage,
  parser: InstanceType<typeof Busboy>,
  signal: AbortSignal,
): Promise<void> {
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (signal.aborted) return
    if (!parser.write(chunk)) await once(parser, 'drain', { signal })
  }
  parser.end()
}

function malformed(why: string): UploadRefused {
  return new UploadRefused(400, 'MULTIPART_MALFORMED', `The form cannot be read: ${why}.`)
}
