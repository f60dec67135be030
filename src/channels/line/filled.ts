/** The members that hold something: empty lists and objects are left out of an event. */
export function filled<T extends { [key: string]: object }>(members: T): Partial<T> {
  const entries = Object.entries(members).filter(([, value]) => Object.keys(value).length > 0)
  return Object.fromEntries(entries) as Partial<T>
}
