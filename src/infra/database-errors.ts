import pg from 'pg'

/** Data exception, integrity violation, limit exceeded, raised by a function: what the data itself is to blame for. */
const DATA_CLASSES = ['22', '23', '54', 'P0']

/** Of the network, and of finding the server's address in it. */
const UNREACHABLE = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/

/**
 * True when the same work may succeed later: lost connections, deadlocks, a server that stops or is full, and what
 * people mend, such as a missing right or a schema of another version. Only data is poison.
 */
export function isTransient(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return !DATA_CLASSES.includes((error.code ?? '').slice(0, 2))
  const code = (error as NodeJS.ErrnoException | null)?.code
  if (typeof code === 'string' && UNREACHABLE.test(code)) return true
  return (
    error instanceof Error &&
    /connection (terminated|ended)|not queryable|timeout (exceeded|expired)/i.test(error.message)
  )
}

const MOST_DEADLOCKS = 3

/** Runs a transaction again when it lost a deadlock: nothing of it was done. */
export async function unlessDeadlocked<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await run()
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || error.code !== '40P01' || tries >= MOST_DEADLOCKS)
        throw error
    }
  }
}

export function isConnectionLoss(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(08|57P)/.test(error.code ?? '')
}

/** Why the database refused something, without its words, which may tell of its inside. For the graph. */
export function describeRefusal(error: unknown): string {
  if (!(error instanceof pg.DatabaseError)) return error instanceof Error ? error.message : String(error)
  const constraint = error.constraint === undefined ? '' : `, constraint ${error.constraint}`
  return `the database refused it (SQLSTATE ${error.code}${constraint}); the log says more`
}
