import type { Page, Slice, SortColumn, SortKey, SortOrder } from '../domain/paging.ts'
import { isUuid } from '../infra/uuid.ts'
import { graphError } from './graph-error.ts'
import { parseDateTime } from './scalars.ts'

export interface PageArguments {
  first?: number | null | undefined
  after?: string | null | undefined
  last?: number | null | undefined
  before?: string | null | undefined
}

const DEFAULT_SIZE = 20
const LARGEST_SIZE = 100
const LARGEST_INT = 2_147_483_647

/** What a connection's arguments ask for. Sizes are refused and never cut, so that nobody takes a part for the whole. */
export function pageOf(args: PageArguments, order: SortOrder): Page {
  const { first, last } = args
  if (first != null && last != null)
    throw graphError('PAGE_SIZE_INVALID', 'Give either `first` or `last`, not both')
  for (const [name, size] of Object.entries({ first, last }))
    if (size != null && (size < 0 || size > LARGEST_SIZE))
      throw graphError(
        'PAGE_SIZE_INVALID',
        `\`${name}\` must be from 0 to ${LARGEST_SIZE}, not ${size}: read page by page`,
      )
  const after = args.after == null ? null : readCursor(args.after, order, 'after')
  const before = args.before == null ? null : readCursor(args.before, order, 'before')
  const fromEnd = last != null || (first == null && before !== null && after === null)
  return { size: first ?? last ?? DEFAULT_SIZE, fromEnd, after, before }
}

function cursorOf(row: object, order: SortOrder): string {
  const key = order.columns.map(({ field }) => (row as Record<string, unknown>)[field])
  return Buffer.from(JSON.stringify([order.name, ...key])).toString('base64url')
}

function readCursor(cursor: string, order: SortOrder, argument: string): SortKey {
  const key = parseKey(cursor, order)
  if (key) return key
  throw graphError(
    'BAD_CURSOR',
    `\`${argument}\` is no cursor of this list: give an \`endCursor\`, \`startCursor\` or \`cursor\` that it answered, unchanged, or leave it out to start anew`,
  )
}

function parseKey(cursor: string, order: SortOrder): SortKey | null {
  const text = Buffer.from(cursor, 'base64url')
  if (text.toString('base64url') !== cursor) return null
  try {
    const parsed: unknown = JSON.parse(text.toString('utf8'))
    if (!Array.isArray(parsed) || parsed.length !== order.columns.length + 1) return null
    const [name, ...key] = parsed as unknown[]
    const fits = name === order.name && order.columns.every((column, n) => isKeyOf(column, key[n]))
    return fits ? (key as SortKey) : null
  } catch {
    return null
  }
}

function isKeyOf({ type }: SortColumn, value: unknown): boolean {
  if (type === 'int') return Number.isInteger(value) && Math.abs(value as number) <= LARGEST_INT
  if (typeof value !== 'string') return false
  return type === 'uuid' ? isUuid(value) : parseDateTime(value)?.toISOString() === value
}

/** Makes its cursor only when asked for it. */
class Edge<T extends object> {
  readonly node: T
  readonly #order: SortOrder

  constructor(node: T, order: SortOrder) {
    this.node = node
    this.#order = order
  }

  get cursor(): string {
    return cursorOf(this.node, this.#order)
  }
}

/** A slice as a connection. That rows lie before the start is known only by the cursor it was read from. */
export function toConnection<T extends object>({ rows, hasMore }: Slice<T>, page: Page, order: SortOrder) {
  const edges = rows.map((row) => new Edge(row, order))
  return {
    edges,
    pageInfo: {
      hasNextPage: page.fromEnd ? page.before !== null : hasMore,
      hasPreviousPage: page.fromEnd ? hasMore : page.after !== null,
      get startCursor() {
        return edges[0]?.cursor ?? null
      },
      get endCursor() {
        return edges.at(-1)?.cursor ?? null
      },
    },
  }
}
