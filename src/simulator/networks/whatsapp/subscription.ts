import { type Account, perAccount } from '../../network.ts'

/** Nobody has said otherwise: an account with an address gets its webhooks. */
export const subscription = perAccount(() => ({ isOn: true, override: null as string | null }))

export function isSubscribedNumber(account: Account): boolean {
  return subscription(account).isOn
}
