import { isObject, type Json } from '../../json.ts'

/** Meta batches by putting the entries of several notifications into one, up to 1000. */
export function mergeEntries(bodies: Json[]): Json[] {
  const [first] = bodies
  if (!isObject(first)) return bodies
  const entry = bodies.flatMap((body) => (isObject(body) && Array.isArray(body.entry) ? body.entry : []))
  return [{ ...first, entry }]
}
