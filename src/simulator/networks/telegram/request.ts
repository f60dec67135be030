import type { Account, ApiCall, World } from '../../network.ts'
import type { Params } from './params.ts'

/** One authenticated call of the Bot API. */
export interface TelegramRequest {
  call: ApiCall
  account: Account
  world: World
  params: Params
}
