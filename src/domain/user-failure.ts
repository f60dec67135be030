/**
 * What a caller can put right. The graph answers it as a typed member of the mutation's result instead of
 * throwing; anything else is a fault of ours and stays masked.
 */
export class UserFailure extends Error {
  override readonly name: string = 'UserFailure'
  /** A stable name in upper case. */
  readonly code: string
  /** The field of the input that is to blame, from the argument down; null when it is none alone. */
  readonly path: string[] | null

  constructor(code: string, message: string, path: string[] | null = null, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.path = path
  }
}

/** A value that has the right type but cannot be meant. */
export class InvalidInput extends UserFailure {
  override readonly name = 'InvalidInput'

  constructor(message: string, path: string[] | null = null) {
    super('INVALID_INPUT', message, path)
  }
}
