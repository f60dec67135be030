import type { IncomingMessage, ServerResponse } from 'node:http'

const ANSWER = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n'

/** Ends a request whose body is not there in time. The server itself has one time for all requests, also for large files. */
export function endSlowBody(request: IncomingMessage, response: ServerResponse, ms: number): void {
  const { headers, socket } = request
  if (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0) return
  const timer = setTimeout(() => {
    if (!response.headersSent && socket.writable) socket.write(ANSWER)
    socket.destroy()
  }, ms)
  timer.unref()
  request.once('end', () => clearTimeout(timer))
  request.once('close', () => clearTimeout(timer))
}
