import type { WebhookItem } from '../../channels/channel.ts'
import type { WebhookApp, WebhookDirectory, WebhookTarget } from '../platforms/webhook-directory.ts'
import { storableKey } from '../text.ts'

export interface RoutedItems {
  target: WebhookTarget
  items: WebhookItem[]
}

export interface Routing {
  routed: RoutedItems[]
  /** Items for accounts that no platform reachable with this secret has claimed: nothing of them is stored. */
  unclaimed: number
}

/**
 * Finds each item's own platform, when a post came to the address of one. A network may post several accounts to
 * one address; an item is believed only for accounts that the verifying secret belongs to.
 */
export async function routeItems(
  directory: WebhookDirectory,
  target: WebhookTarget,
  items: readonly WebhookItem[],
  secret: string,
): Promise<Routing> {
  const isOwn = ({ account }: WebhookItem) => account === null || account === target.accountId
  const own = items.filter(isOwn)
  const routed: RoutedItems[] = own.length > 0 ? [{ target, items: own }] : []
  if (own.length === items.length) return { routed, unclaimed: 0 }
  const others = items.filter((item) => !isOwn(item))
  const siblings = await routeByAccount(directory, target, others, (one) => one.secrets.includes(secret))
  return { routed: [...routed, ...siblings.routed], unclaimed: siblings.unclaimed }
}

/** Finds each item's platform among those of the app whose address the post came to. */
export async function routeAppItems(
  directory: WebhookDirectory,
  app: WebhookApp,
  items: readonly WebhookItem[],
): Promise<Routing> {
  return await routeByAccount(directory, app, items, (target) => target.appId === app.appId)
}

async function routeByAccount(
  directory: WebhookDirectory,
  owner: { projectId: string; type: string },
  items: readonly WebhookItem[],
  mayReach: (target: WebhookTarget) => boolean,
): Promise<Routing> {
  const ofBusinesses = Map.groupBy(items, ({ account, business }) =>
    account === null ? business : undefined,
  )
  const others = ofBusinesses.get(undefined) ?? []
  const byAccount = Map.groupBy(others, ({ account }) => (account === null ? null : storableKey(account)))
  const accounts = [...byAccount.keys()].filter((account) => account !== null)
  const targets = await directory.findAccounts(owner, accounts)
  const routed: RoutedItems[] = []
  let unclaimed = 0
  for (const [account, theirs] of byAccount) {
    const target = account === null ? undefined : targets.get(account)
    if (target && mayReach(target)) routed.push({ target, items: theirs })
    else unclaimed += theirs.length
  }
  // Of what concerns all accounts of a business, one of them hears for all.
  for (const [business, theirs] of ofBusinesses) {
    if (business === undefined) continue
    const target = (await directory.findBusiness(owner, storableKey(business))).find(mayReach)
    if (target) routed.push({ target, items: theirs })
    else unclaimed += theirs.length
  }
  return { routed, unclaimed }
}
