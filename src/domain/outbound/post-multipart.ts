import { request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { MultipartBody, OpenFile } from './multipart.ts'

export interface MultipartCall {
  method: string
  url: string
  headers: Record<string, string>
  body: MultipartBody
  open: OpenFile
  signal: AbortSignal
}

/** What was thrown, and whether all of the request had been handed over by then. */
export class MultipartFailure extends Error {
  readonly isWhole: boolean

  constructor(isWhole: boolean, cause: unknown) {
    super('the call with files failed', { cause })
    this.name = 'MultipartFailure'
    this.isWhole = isWhole
  }
}

/**
 * Posts a form whose files are read while they go out. Not by `fetch`, which sends a stream in chunks of no told
 * length: the networks want a Content-Length. Throws MultipartFailure.
 */
export async function postMultipart({ body, open, ...call }: MultipartCall): Promise<Response> {
  let isWhole = false
  async function* chunks() {
    for await (const chunk of body.chunks(open)) yield chunk
    isWhole = true
  }
  try {
    return await new Promise<Response>((resolve, reject) => {
      const send = call.url.startsWith('https:') ? overHttps : overHttp
      const outgoing = send(call.url, {
        method: call.method,
        headers: { ...call.headers, 'content-type': body.contentType, 'content-length': body.length },
        signal: call.signal,
        // A connection that was kept may be closed just then, and half of a file be gone with it.
        agent: false,
      })
      outgoing.once('response', (incoming) => {
        incoming.on('error', reject)
        const { statusCode: status = 0, headers } = incoming
        const told = Object.entries(headers).map(([name, value]): [string, string] => [
          name,
          [value ?? ''].flat().join(', '),
        ])
        const isEmpty = status === 204 || status === 304
        resolve(
          new Response(isEmpty ? null : (Readable.toWeb(incoming) as ReadableStream<Uint8Array>), {
            status,
            headers: told,
          }),
        )
      })
      outgoing.on('error', reject)
      pipeline(Readable.from(chunks()), outgoing).catch(reject)
    })
  } catch (error) {
    throw new MultipartFailure(isWhole, error)
  }
}
