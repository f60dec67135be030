import type { Account, ApiCall, World } from '../../network.ts'

/** One authenticated call of LINE's API. */
export interface LineRequest {
  call: ApiCall
  account: Account
  world: World
  /** What the path names, in order, decoded. */
  ids: readonly string[]
}
