/** A network's time as seconds or milliseconds since 1970, a number or digits in a string; null for nonsense. */
export function readTime(value: unknown): Date | null {
  const number = typeof value === 'string' && /^\d{1,17}$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number) || number <= 0) return null
  // Seconds reach 1e11 in the year 5138, milliseconds passed it in 1973.
  const date = new Date(number < 1e11 ? number * 1000 : number)
  return Number.isNaN(date.getTime()) ? null : date
}
