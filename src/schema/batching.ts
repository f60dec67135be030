import DataLoader from 'dataloader'
import type { QuotaDependencies } from '../domain/outbound/read-quota.ts'
import type { Page, Slice } from '../domain/paging.ts'
import type { Database } from '../infra/database.ts'

export interface LoaderDependencies extends QuotaDependencies {
  projectId: string
}

type Ids = readonly string[]
type Read<T> = (database: Database, projectId: string, ids: Ids) => Promise<T[]>

const unique = (ids: Ids) => [...new Set(ids)]

/**
 * Reads what the fields of one tick ask for in one statement. Nothing is remembered: a subscription keeps its
 * context for hours, and nodes are read as of now.
 */
export function batched<Key, T>(load: (keys: readonly Key[]) => Promise<(T | Error)[]>): DataLoader<Key, T> {
  return new DataLoader(load, { cache: false })
}

/** The row with an id, or null. */
export function rowById<T extends { id: string }>(
  { database, projectId }: LoaderDependencies,
  read: Read<T>,
) {
  return batched<string, T | null>(async (ids) => {
    const rows = await read(database, projectId, unique(ids))
    const byId = new Map(rows.map((row) => [row.id, row]))
    return ids.map((id) => byId.get(id) ?? null)
  })
}

/** All rows of a parent. */
export function rowsOf<T>(
  { database, projectId }: LoaderDependencies,
  read: Read<T>,
  parentOf: (row: T) => string | null,
) {
  return batched<string, T[]>(async (ids) => {
    const byParent = Map.groupBy(await read(database, projectId, unique(ids)), parentOf)
    return ids.map((id) => byParent.get(id) ?? [])
  })
}

/** Something of a parent that takes arguments. Parents that ask alike, as the items of a list do, share a statement. */
export function askedOf<Ask, T>(read: (ids: Ids, ask: Ask) => Promise<ReadonlyMap<string, T>>, none: T) {
  return batched<{ parentId: string; ask: Ask }, T>(async (keys) => {
    const named = keys.map((key) => ({ ...key, name: JSON.stringify(key.ask) }))
    const answers = new Map<string, ReadonlyMap<string, T>>()
    const groups = [...Map.groupBy(named, ({ name }) => name).values()]
    await Promise.all(
      groups.map(async (group) => {
        const [first] = group
        if (!first) return
        answers.set(first.name, await read(unique(group.map(({ parentId }) => parentId)), first.ask))
      }),
    )
    return named.map(({ parentId, name }) => answers.get(name)?.get(parentId) ?? none)
  })
}

/** A page of a list that hangs on a parent. */
export function pagesOf<T, Filter = null>(
  read: (ids: Ids, page: Page, filter: Filter) => Promise<ReadonlyMap<string, Slice<T>>>,
) {
  const none: Slice<T> = { rows: [], hasMore: false }
  return askedOf<{ page: Page; filter: Filter }, Slice<T>>(
    (ids, { page, filter }) => read(ids, page, filter),
    none,
  )
}

/** A sealed column, opened; null where the row has none. One that cannot be opened fails alone. */
export function unsealed<T>(
  readEnvelopes: (ids: Ids) => Promise<{ id: string; envelope: Buffer | null }[]>,
  open: (envelope: Buffer, id: string) => T,
) {
  return batched<string, T | null>(async (ids) => {
    const rows = await readEnvelopes(unique(ids))
    const envelopes = new Map(rows.map((row) => [row.id, row.envelope]))
    return ids.map((id) => {
      const envelope = envelopes.get(id)
      try {
        return envelope ? open(envelope, id) : null
      } catch (error) {
        return error as Error
      }
    })
  })
}
