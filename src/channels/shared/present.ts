type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** The members that have a value, for types in which an absent key and `undefined` differ. */
export function present<T extends object>(members: T): Present<T> {
  const result: Present<T> = {}
  for (const key of Object.keys(members) as (keyof T)[]) {
    const value = members[key]
    if (value !== undefined) result[key] = value as Exclude<T[keyof T], undefined>
  }
  return result
}
