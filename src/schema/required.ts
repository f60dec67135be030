/** A row that the database keeps for as long as another points at it; gone only if both just went. */
export function required<T>(row: T | null, words: string): T {
  if (row === null) throw new Error(`${words} vanished while it was read`)
  return row
}
