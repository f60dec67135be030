import { createReadStream, createWriteStream, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { job, onStop, tell } from './child.ts'

/** The peer: the least that puts a body into a file and a file into a body. It hashes, checks and remembers nothing. */
export interface FileServerJob {
  folder: string
}

const { folder } = job<FileServerJob>()
const server = createServer((request, response) => {
  const path = join(folder, (request.url ?? '').replaceAll('/', ''))
  const done =
    request.method === 'PUT'
      ? pipeline(request, createWriteStream(path, { flush: true })).then(() => response.writeHead(201).end())
      : pipeline(createReadStream(path), response.writeHead(200, { 'content-length': statSync(path).size }))
  done.catch(() => response.destroy())
})
server.listen(0, '127.0.0.1', () =>
  tell({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
)
onStop(async () => server.closeAllConnections())
