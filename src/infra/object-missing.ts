/** The storage has nothing under a key. */
export class ObjectMissing extends Error {
  override readonly name = 'ObjectMissing'
  readonly code = 'OBJECT_MISSING'

  constructor(key: string) {
    super(`the storage has no ${key}`)
  }
}
