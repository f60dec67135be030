import type { WebhookItem } from '../../channels/channel.ts'
import type { WebhookDirectory, WebhookTarget } from '../platforms/webhook-directory.ts'

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
 * Finds each item's own platform. A network may post several accounts to one address; an item is believed only
 * for accounts that the verifying secret belongs to.
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
  let unclaimed = 0
  if (own.length === items.length) return { routed, unclaimed }
  const others = Map.groupBy(
    items.filter((item) => !isOwn(item)),
    (item) => item.account ?? '',
  )
  for (const [account, theirs] of others) {
    const sibling = await directory.findSibling(target, account, secret)
    if (sibling) routed.push({ target: sibling, items: theirs })
    else unclaimed += theirs.length
  }
  return { routed, unclaimed }
}
