import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { job, tell } from './child.ts'

/** The stand-in where there is no wrk: keep-alive connections on plain sockets, one request at a time each. */
export interface ConnectionsJob {
  port: number
  file: string
  recordBytes: number
  connections: number
  seconds: number
}

export interface ConnectionsResult {
  answers: number
  microseconds: number
  errors: number
}

const { port, file, recordBytes, connections, seconds } = job<ConnectionsJob>()
const pool = readFileSync(file)
const records = pool.length / recordBytes
let next = 0
let answers = 0
let errors = 0
let over = false

function send(socket: Socket): void {
  const at = (next++ % records) * recordBytes
  socket.write(pool.subarray(at, at + recordBytes))
}

/** Every server here answers with a content-length and in one piece or few. */
function isWhole(text: string): boolean {
  const head = text.indexOf('\r\n\r\n')
  if (head < 0) return false
  const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1]
  return length !== undefined && text.length >= head + 4 + Number(length)
}

function open(): Socket {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  let answer = ''
  socket.setEncoding('latin1')
  socket.on('connect', () => send(socket))
  socket.on('data', (chunk: string) => {
    answer += chunk
    if (over || !isWhole(answer)) return
    if (answer.startsWith('HTTP/1.1 200')) answers += 1
    else errors += 1
    answer = ''
    send(socket)
  })
  socket.on('error', () => {
    if (!over) errors += 1
  })
  return socket
}

const started = performance.now()
const sockets = Array.from({ length: connections }, open)
setTimeout(() => {
  over = true
  const microseconds = Math.round((performance.now() - started) * 1000)
  for (const socket of sockets) socket.destroy()
  tell({ answers, microseconds, errors } satisfies ConnectionsResult)
}, seconds * 1000)
