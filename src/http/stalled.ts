import type { Socket } from 'node:net'

const LOOK_EVERY = 1000
/** How long a subscriber may take nothing of what is written to it, milliseconds. */
export const STALL_PATIENCE = 5000

/**
 * Calls `onStalled` once when a socket has had bytes to write for `patience` milliseconds and its reader took
 * none of them. What waits for the socket is bounded, so that a reader that stopped costs nobody else anything.
 */
export function watchForStall(socket: Socket, patience: number, onStalled: () => void): () => void {
  let written = socket.bytesWritten - socket.writableLength
  let since = Date.now()
  const timer = setInterval(() => {
    const now = socket.bytesWritten - socket.writableLength
    if (socket.writableLength === 0 || now !== written) {
      written = now
      since = Date.now()
    } else if (Date.now() - since >= patience) {
      clearInterval(timer)
      onStalled()
    }
  }, LOOK_EVERY)
  timer.unref()
  const stop = () => {
    clearInterval(timer)
    socket.off('close', stop) // one connection serves many answers
  }
  socket.once('close', stop)
  return stop
}
