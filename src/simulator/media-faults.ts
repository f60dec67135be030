/** Files that go wrong on their way, as a rule asks for. */
import type { ServerResponse } from 'node:http'
import type { ApiAnswer, MediaFault } from './network.ts'
import { writeAnswer } from './write-answer.ts'

/** Where a `redirect` leads that names no place: what clouds keep for their own machines. */
const INSIDE = 'http://169.254.169.254/latest/meta-data/'
const CLAIMED_BYTES = 10_000_000_000
const ZEROS = Buffer.alloc(64 * 1024)

export async function writeFaultyFile(
  response: ServerResponse,
  answer: ApiAnswer & { body: Buffer },
  { fault, location = INSIDE }: { fault: MediaFault; location?: string | undefined },
): Promise<void> {
  const { status, headers = {}, body } = answer
  switch (fault) {
    case 'cutOff':
      response.writeHead(status, { ...headers, 'content-length': body.length })
      response.write(body.subarray(0, body.length >> 1), () => response.destroy())
      return
    case 'changedBytes':
      return await writeAnswer(response, { ...answer, body: changed(body) })
    case 'wrongType':
      return await writeAnswer(response, { ...answer, headers: { 'content-type': 'text/html' } })
    case 'redirect':
      return await writeAnswer(response, { status: 302, headers: { location }, body: Buffer.alloc(0) })
    case 'compressed':
      return await writeAnswer(response, { ...answer, headers: { ...headers, 'content-encoding': 'gzip' } })
    case 'endless':
      response.writeHead(status, headers)
      return pour(response)
    case 'tooLarge':
      response.writeHead(status, { ...headers, 'content-length': CLAIMED_BYTES })
      return pour(response)
    case 'expiredLink':
      throw new Error('the network words this one')
  }
}

function changed(body: Buffer): Buffer {
  const copy = Buffer.from(body)
  const last = copy.length - 1
  copy[last] = (copy[last] ?? 0) ^ 0xff
  return copy
}

/** As fast as the caller reads, until it leaves. */
function pour(response: ServerResponse): void {
  while (!response.destroyed)
    if (!response.write(ZEROS)) return void response.once('drain', () => pour(response))
}
