import { AsyncLocalStorage } from 'node:async_hooks'

/** What one piece of work adds to the first of its transactions that changes something. */
export interface BeforeCommit {
  /** Made when a transaction is about to commit; must insert a row only if the transaction changed something. */
  statement: () => { name: string; text: string; values: unknown[] }
  /** It is in, and the other transactions of the work go without. */
  isDone: boolean
}

export const beforeCommit = new AsyncLocalStorage<BeforeCommit>()

/** Runs what is no part of the work, such as keeping a client's key: its transactions add nothing. */
export async function apart<T>(run: () => Promise<T>): Promise<T> {
  return await beforeCommit.exit(run)
}
