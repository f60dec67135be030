import type { Database, Row } from '../infra/database.ts'
import { spanOf } from '../infra/uuid.ts'

/** A row as read: the model's fields as the driver answers them (counters are numbers, see infra/database). */
export type RowOf<Model, Field extends keyof Model> = {
  [F in Field]: Model[F] extends bigint ? number : Model[F] extends bigint | null ? number | null : Model[F]
}

/** Where rows of one kind are read: the alias is what every clause calls them by. */
export interface Source {
  /** Part of the names of its statements. */
  name: string
  alias: string
  /** The FROM clause. */
  from: string
  /** Divided by the time in its ids: a statement says between which ids it looks. */
  isPartitioned?: boolean
  /** The SELECT list, its columns named as the fields of the row. */
  select: string
}

const columnOf = (field: string) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** `c.id, c.last_message_at AS "lastMessageAt"`: rows come out of the driver in the code's words. */
export function selectList(alias: string, fields: readonly string[]): string {
  return fields.map((field) => `${alias}.${columnOf(field)} AS "${field}"`).join(', ')
}

export function tableSource(
  table: string,
  alias: string,
  fields: readonly string[],
  isPartitioned = false,
): Source {
  return { name: table, alias, from: `${table} ${alias}`, select: selectList(alias, fields), isPartitioned }
}

/** The rows with these ids, in no order; ids of other projects are as if they did not exist. */
export async function readByIds<T extends Row>(
  database: Database,
  projectId: string,
  source: Source,
  ids: readonly string[],
): Promise<T[]> {
  if (ids.length === 0) return []
  const { name, alias, select, from, isPartitioned } = source
  const { first, last } = spanOf(ids)
  return await database.tenant<T>(projectId, {
    name: `read-${name}`,
    text: `SELECT ${select} FROM ${from} WHERE ${alias}.project_id = $1 AND ${alias}.id = ANY ($2::uuid[])
           ${isPartitioned ? `AND ${alias}.id BETWEEN $3 AND $4` : ''}`,
    values: [projectId, ids, ...(isPartitioned ? [first, last] : [])],
    plansOnce: true,
  })
}

/** All rows that belong to these parents, such as the attachments of messages. */
export async function readByParents<T extends Row>(
  database: Database,
  projectId: string,
  source: Source,
  by: { column: string; order: string },
  parentIds: readonly string[],
): Promise<T[]> {
  const { name, alias, select, from } = source
  return await database.tenant<T>(projectId, {
    name: `read-${name}-by-${by.column}`,
    text: `SELECT ${select} FROM ${from}
           WHERE ${alias}.project_id = $1 AND ${alias}.${by.column} = ANY ($2::uuid[]) ORDER BY ${by.order}`,
    values: [projectId, parentIds],
    plansOnce: true,
  })
}
