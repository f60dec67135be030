/**
 * Columns that hold envelopes are named `<what>_encrypted`, and each envelope is bound to its table, column and row,
 * so that one that was moved elsewhere does not open. The rotation of keys finds them all by these two rules.
 */
const SUFFIX = '_encrypted'

/** What an envelope of a row is bound to: `platforms.credentials:<id>`. */
export function boundTo(table: string, column: string, id: string): string {
  return `${table}.${column.slice(0, -SUFFIX.length)}:${id}`
}
