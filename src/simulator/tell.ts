import type { FaultRules } from './faults.ts'
import type { Account, AccountNews, Happening, SimulatedNetwork, WebhookFault, World } from './network.ts'
import type { WebhookPoster } from './webhook-poster.ts'

export interface Teller {
  networkOf(account: Account): SimulatedNetwork
  world: World
  faults: FaultRules
  poster: WebhookPoster
}

const FAULTS_OF_POSTS: readonly WebhookFault[] = ['duplicate', 'reorder', 'batch', 'delay']

/** Writes the webhooks of a happening and queues them. */
export function tell(teller: Teller, happening: Happening): void {
  const { world, faults, poster } = teller
  const { account, customer } = happening.conversation
  const network = teller.networkOf(account)
  // Asked even without an address: what the network does on the way, such as issuing a reply token, happens anyway.
  for (const body of network.webhooks(happening, world)) {
    const subject = faultSubject(happening)
    poster.add(
      { network, account, customer: customer.id, kind: happening.kind, body },
      faults.ofWebhook(subject, FAULTS_OF_POSTS),
    )
  }
}

/** What concerns the account itself, once its time has come; the process may end before. */
export function tellLater(teller: Teller, { account, kind, afterMs, body }: AccountNews): void {
  const post = () => {
    const told = body()
    if (told === null) return
    const network = teller.networkOf(account)
    const subject = { network: account.type, account: account.externalId, customer: null, operation: kind }
    const faults = teller.faults.ofWebhook(subject, FAULTS_OF_POSTS)
    teller.poster.add({ network, account, customer: '', kind, body: told }, faults)
  }
  setTimeout(post, afterMs).unref()
}

/** Of what a call led to: what a rule wants told before the call is answered, and the rest. */
export function splitEarly(
  { faults }: Teller,
  happenings: readonly Happening[],
): { early: Happening[]; late: Happening[] } {
  const early: Happening[] = []
  const late: Happening[] = []
  for (const happening of happenings) {
    const fault = happening.kind === 'echo' ? 'echoFirst' : happening.kind === 'status' ? 'statusFirst' : null
    const isEarly = fault !== null && faults.ofWebhook(faultSubject(happening), [fault]).length > 0
    if (isEarly) early.push(happening)
    else late.push(happening)
  }
  return { early, late }
}

function faultSubject({ conversation, kind }: Happening) {
  return {
    network: conversation.account.type,
    account: conversation.account.externalId,
    customer: conversation.customer.id,
    operation: kind,
  }
}
