/** A customer as one platform knows them. */
export interface Identity {
  id: string
  customerId: string
  /** The id that names their private thread: the first they were known by. */
  externalId: string
  name: string | null
  /** False once they blocked or left the account. */
  isReachable: boolean
}
