import type { ServerResponse } from 'node:http'
import type { ApiAnswer } from './network.ts'

/** Resolves when the answer has left, or the caller has gone. */
export function writeAnswer(response: ServerResponse, { status, headers, body }: ApiAnswer): Promise<void> {
  if (response.closed) return Promise.resolve()
  const isBytes = Buffer.isBuffer(body)
  const bytes = isBytes ? body : Buffer.from(JSON.stringify(body))
  // Written, or the caller has left before.
  const left = new Promise<void>((resolve) => {
    response.once('finish', resolve)
    response.once('close', resolve)
  })
  response.writeHead(status, {
    ...(!isBytes && { 'content-type': 'application/json; charset=UTF-8' }),
    'content-length': bytes.length,
    ...headers,
  })
  response.end(bytes)
  return left
}
