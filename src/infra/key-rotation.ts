import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { retireKeys } from './key-check.ts'
import { type ColumnUsage, keysIn, readKeyUsage, staleIn } from './key-usage.ts'
import { resealPage } from './reseal-page.ts'
import { readSealedColumns, type SealedColumn } from './sealed-columns.ts'
import type { Vault } from './vault.ts'

export interface RotationProgress {
  done: number
  total: number
  perSecond: number
  /** Where it is, as `table.column`. */
  at: string
}

export interface Rotation {
  done: number
  seconds: number
  /** Values that could not be opened, as sentences; they stay as they are. */
  failures: string[]
  /** After it: which keys hold what. */
  usage: ColumnUsage[]
  /** Keys of the ring that nothing needs any more. */
  retired: string[]
}

/** A row that somebody holds just then is passed by and comes in the next round. */
const ROUNDS = 10
const BETWEEN_ROUNDS_MS = 200
const MOST_FAILURES_TOLD = 20

/**
 * Seals again with the newest key whatever another sealed, a few hundred rows at a time and while all else goes on.
 * What is done is seen on the rows themselves: killed, it goes on where it was; run twice at once, both do a part.
 */
export async function rotateKeys(
  databaseUrl: string,
  vault: Vault,
  tell: (progress: RotationProgress) => void = () => undefined,
): Promise<Rotation> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const started = performance.now()
    const columns = await readSealedColumns(client)
    let usage = await readKeyUsage(client, columns)
    const total = staleIn(usage, vault.newest)
    const failures = new Map<string, string>()
    let done = 0
    const note = (column: SealedColumn, resealed: number) => {
      done += resealed
      const perSecond = done / Math.max(0.001, (performance.now() - started) / 1000)
      tell({ done, total: Math.max(total, done), perSecond, at: `${column.table}.${column.column}` })
    }
    for (let round = 1; round <= ROUNDS && staleIn(usage, vault.newest) > failures.size; round += 1) {
      if (round > 1) await delay(BETWEEN_ROUNDS_MS)
      for (const column of columns)
        await resealColumn(client, vault, column, failures, (resealed) => note(column, resealed))
      usage = await readKeyUsage(client, columns)
    }
    const seconds = (performance.now() - started) / 1000
    const retired = await retire(client, vault, usage)
    return { done, seconds, failures: [...failures.values()].slice(0, MOST_FAILURES_TOLD), usage, retired }
  } finally {
    await client.end()
  }
}

async function resealColumn(
  client: pg.Client,
  vault: Vault,
  column: SealedColumn,
  failures: Map<string, string>,
  note: (resealed: number) => void,
): Promise<void> {
  let after: string[] | null = null
  do {
    const page = await resealPage(client, vault, column, after)
    for (const { boundTo, reason } of page.failures) failures.set(boundTo, reason)
    note(page.resealed)
    after = page.last
  } while (after !== null)
}

async function retire(client: pg.Client, vault: Vault, usage: readonly ColumnUsage[]): Promise<string[]> {
  const used = keysIn(usage)
  const free = vault.keyIds.filter((id) => id !== vault.newest && !used.has(id))
  await retireKeys(client, free)
  return free
}

/** Which keys hold what, for the person who wants to drop one. */
export async function keyUsage(databaseUrl: string): Promise<ColumnUsage[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    return await readKeyUsage(client, await readSealedColumns(client))
  } finally {
    await client.end()
  }
}
