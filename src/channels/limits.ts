/** How much may be sent, and how much of it is used. */

/** How much of an account's budget is used, as answers tell in their headers; 100 is all. */
export interface UsageReport {
  percent: number
  /** Minutes until calls are allowed again, milliseconds here; absent where nothing is blocked. */
  regainMs?: number
}

/** `points` calls in each span of `seconds`. */
export interface Rate {
  points: number
  seconds: number
}

export interface SendLimits {
  /** Of one account. */
  account: Rate
  /** Of one recipient, and of a group where it differs. */
  recipient?: Rate
  group?: Rate
}

/** A limit of the account that only some of its sends count for; those of the account count for all. */
export interface KindLimit {
  /** Unique in its channel. */
  name: string
  rate: Rate
}
