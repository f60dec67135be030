/** A row that the database keeps for as long as another points at it; gone only if both just went. */
export function required<T>(row: T | null | undefined, words: string): T {
  if (row === null || row === undefined) throw new Error(`${words} vanished while it was read`)
  return row
}
