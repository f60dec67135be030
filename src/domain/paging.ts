import type { Database, Row, Statement } from '../infra/database.ts'
import type { Source } from './rows.ts'
import { storableText } from './text.ts'

/**
 * Pages by key: a page starts where the sort key of the last row it knows ends, so that its cost does not grow
 * with the distance from the start and rows that arrive meanwhile shift nothing.
 */
export interface SortColumn {
  /** The field of the row, and in the SELECT list. */
  field: string
  column: string
  type: 'timestamptz' | 'uuid' | 'int'
}

export interface SortOrder {
  /** Tells the cursors of one order from those of another. */
  name: string
  direction: 'ASC' | 'DESC'
  /** The last makes the key unique. */
  columns: readonly SortColumn[]
}

export type SortKey = readonly (string | number)[]

export interface Page {
  size: number
  /** The last rows of the order instead of the first. */
  fromEnd: boolean
  after: SortKey | null
  before: SortKey | null
}

export interface Slice<T> {
  /** In the order of display, whichever end they were read from. */
  rows: T[]
  /** There are more in the direction of reading. */
  hasMore: boolean
}

/** What a caller asks for may hold what no text here can: it then matches nothing instead of failing. */
function askable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value)
  return Array.isArray(value) ? value.map(askable) : value
}

/** Values of a statement in the making: each is given its place. */
export class Parameters {
  readonly values: unknown[] = []

  add(value: unknown, type: string): string {
    this.values.push(askable(value))
    return `$${this.values.length}::${type}`
  }
}

export interface PageQuery {
  source: Source
  order: SortOrder
  /** Conditions that always hold. */
  where?: readonly string[]
  /** Conditions asked for. The project is always $1. */
  filter?: (parameters: Parameters) => string[]
}

/** The order of the time that is inside the ids: UUIDv7 sorts by the moment it was made. */
export function byId(name: string, alias: string, direction: SortOrder['direction']): SortOrder {
  return { name, direction, columns: [{ field: 'id', column: `${alias}.id`, type: 'uuid' }] }
}

function beyond(parameters: Parameters, order: SortOrder, key: SortKey, forward: boolean): string {
  const operator = forward === (order.direction === 'ASC') ? '>' : '<'
  const columns = order.columns.map(({ column }) => column).join(', ')
  const values = order.columns.map(({ type }, n) => parameters.add(key[n], type)).join(', ')
  return `(${columns}) ${operator} (${values})`
}

/**
 * Limits are part of the text, because a plan that is kept for an unknown limit is made for a tenth of the
 * table; few of them, so that few plans are kept.
 */
const LIMITS = [6, 11, 21, 51, 101]

function limitOf(page: Page): number {
  return LIMITS.find((limit) => limit > page.size) ?? page.size + 1
}

function selectPage(query: PageQuery, page: Page, parameters: Parameters, scope: string[]): string {
  const { source, order } = query
  const conditions = [...scope, ...(query.where ?? []), ...(query.filter?.(parameters) ?? [])]
  if (page.after) conditions.push(beyond(parameters, order, page.after, true))
  if (page.before) conditions.push(beyond(parameters, order, page.before, false))
  const ascending = (order.direction === 'ASC') !== page.fromEnd
  const sort = order.columns.map(({ column }) => `${column} ${ascending ? 'ASC' : 'DESC'}`).join(', ')
  return `SELECT ${source.select} FROM ${source.from} WHERE ${conditions.join(' AND ')} ORDER BY ${sort} LIMIT ${limitOf(page)}`
}

/** Texts that were sent before, and the names their plans are kept under. */
const names = new Map<string, string>()
/** Every connection keeps a plan per name: nobody may make it keep more by combining filters. */
const MOST_NAMES = 250

function prepared(text: string, values: unknown[]): Statement {
  const known = names.get(text)
  if (known === undefined && names.size >= MOST_NAMES) return { text, values }
  const name = known ?? `page-${names.size}`
  if (known === undefined) names.set(text, name)
  return { name, text, values }
}

function toSlice<T>(rows: T[], page: Page): Slice<T> {
  const kept = rows.slice(0, page.size)
  return { rows: page.fromEnd ? kept.reverse() : kept, hasMore: rows.length > page.size }
}

export async function readPage<T extends Row>(
  database: Database,
  projectId: string,
  query: PageQuery,
  page: Page,
): Promise<Slice<T>> {
  const parameters = new Parameters()
  const scope = [`${query.source.alias}.project_id = ${parameters.add(projectId, 'uuid')}`]
  const text = selectPage(query, page, parameters, scope)
  return toSlice(await database.tenant<T>(projectId, prepared(text, parameters.values)), page)
}

/** The same page of each of many parents, such as the last five messages of every conversation, in one statement. */
export async function readPagePerParent<T extends Row>(
  database: Database,
  projectId: string,
  query: PageQuery,
  parentColumn: string,
  parentIds: readonly string[],
  page: Page,
): Promise<Map<string, Slice<T>>> {
  const parameters = new Parameters()
  const project = parameters.add(projectId, 'uuid')
  const parents = parameters.add(parentIds, 'uuid[]')
  const { alias } = query.source
  const scope = [`${alias}.project_id = ${project}`, `${alias}.${parentColumn} = parent.id`]
  const text = `SELECT parent.id AS "parentOfPage", item.* FROM unnest(${parents}) AS parent (id)
    CROSS JOIN LATERAL (${selectPage(query, page, parameters, scope)}) item`
  const statement = prepared(text, parameters.values)
  const rows = await database.tenant<T & { parentOfPage: string }>(projectId, statement)
  const byParent = Map.groupBy(rows, (row) => row.parentOfPage)
  return new Map(parentIds.map((id) => [id, toSlice<T>(byParent.get(id) ?? [], page)]))
}
