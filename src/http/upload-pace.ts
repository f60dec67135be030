import type { IncomingMessage } from 'node:http'
import { UploadRefused } from './upload-refused.ts'

export interface Pace {
  /** At least so many bytes have to come in each span. */
  bytes: number
  spanMs: number
}

/** 4 KiB a second: a file of 100 MB over the worst of connections may take hours, a silent one is cut soon. */
export const SLOWEST: Pace = { bytes: 120 * 1024, spanMs: 30_000 }

/** Aborts when too little has come; whoever only holds a connection open is told so. Returns what calls it off. */
export function watchPace(request: IncomingMessage, pace: Pace, abort: AbortController): () => void {
  const { socket } = request
  let seen = socket.bytesRead
  const timer = setInterval(() => {
    const came = socket.bytesRead - seen
    seen = socket.bytesRead
    if (came >= pace.bytes || request.complete) return
    abort.abort(
      new UploadRefused(
        408,
        'TOO_SLOW',
        `Only ${came} bytes came in ${pace.spanMs / 1000} s, less than ${pace.bytes}.`,
      ),
    )
  }, pace.spanMs)
  timer.unref()
  return () => clearInterval(timer)
}
