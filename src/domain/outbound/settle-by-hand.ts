import type { Transaction } from '../../infra/database.ts'
import { unlessDeadlocked } from '../../infra/database-errors.ts'
import type { Principal } from '../access/principal.ts'
import { takeTurn } from '../inbound/take-turn.ts'
import { keepsItsComment } from './answered-comment.ts'
import { openLaneOf } from './lanes.ts'
import { type KnownMessage, lockKnownMessage } from './load-message.ts'
import { type PartStatus, savePart } from './message-parts.ts'
import { saveOutboundMessage, settleMessage } from './outbound-message.ts'
import type { SendingDependencies } from './sending-dependencies.ts'
import { WrongState } from './sending-failures.ts'

/** What a person knows of a message of which the network never told. */
export type Resolution = 'SENT' | 'RESEND' | 'FAILED'

/** Says what became of an UNCONFIRMED message. RESEND sends it again: the customer may then see it twice. */
export async function resolveMessage(
  deps: SendingDependencies,
  principal: Principal,
  messageId: string,
  resolution: Resolution,
): Promise<string> {
  return await settleByHand(deps, principal, messageId, (transaction, message) => {
    mustBe(message, ['UNCONFIRMED'], 'resolved')
    const status: PartStatus = resolution === 'RESEND' ? 'QUEUED' : resolution
    movePart(transaction, principal.projectId, message, ['UNCONFIRMED'], status)
    if (resolution === 'FAILED') movePart(transaction, principal.projectId, message, ['QUEUED'], 'CANCELLED')
  })
}

/** Sends a FAILED message again: it is known that the network did not take it. */
export async function retryMessage(
  deps: SendingDependencies,
  principal: Principal,
  messageId: string,
): Promise<string> {
  return await settleByHand(deps, principal, messageId, (transaction, message) => {
    mustBe(message, ['FAILED'], 'sent again')
    movePart(transaction, principal.projectId, message, ['FAILED', 'CANCELLED'], 'QUEUED')
  })
}

/** Takes a message back before it goes out. */
export async function cancelMessage(
  deps: SendingDependencies,
  principal: Principal,
  messageId: string,
): Promise<string> {
  return await settleByHand(
    deps,
    principal,
    messageId,
    (transaction, message) => {
      mustBe(message, ['SCHEDULED', 'HELD', 'QUEUED'], 'cancelled')
      movePart(transaction, principal.projectId, message, ['QUEUED'], 'CANCELLED')
    },
    'CANCELLED',
  )
}

async function settleByHand(
  deps: SendingDependencies,
  { projectId }: Principal,
  messageId: string,
  change: (transaction: Transaction, message: KnownMessage) => void,
  status?: string,
): Promise<string> {
  const run = async (transaction: Transaction) => {
    takeTurn(transaction, projectId)
    // Whether it goes out again or makes way for what waits behind it. Before the message, as workers lock them.
    openLaneOf(transaction, projectId, messageId, deps.clock.now())
    const known = await lockKnownMessage(transaction, projectId, messageId)
    change(transaction, known)
    await mayGoOut(transaction, projectId, known)
    // A message that could not even be rendered has no parts: it begins anew.
    settleMessage(known, status ?? (known.parts.length === 0 ? 'QUEUED' : undefined))
    const { conversationId } = known
    renewParts(transaction, projectId, known.id)
    if (!deps.deliverSoon)
      transaction.write(await deps.queue.statement('deliver-lane', [{ projectId, conversationId }]))
    await saveOutboundMessage(transaction, projectId, known)
    return known
  }
  const message = await unlessDeadlocked(() => deps.database.worker(run))
  deps.wakeUps.wake(projectId)
  deps.deliverSoon?.({ projectId, conversationId: message.conversationId })
  return message.id
}

/** Another message may have become the one private answer of the comment since this one failed. */
async function mayGoOut(transaction: Transaction, projectId: string, message: KnownMessage): Promise<void> {
  const goesOut = message.parts.length === 0 || message.parts.some((part) => part.status === 'QUEUED')
  if (!goesOut || (await keepsItsComment(transaction, projectId, message))) return
  throw new WrongState('The comment has got another private answer since, and networks allow one.')
}

function mustBe({ deliveryStatus, isOurs }: KnownMessage, states: readonly string[], done: string): void {
  if (!isOurs) throw new WrongState(`Only a message that was sent from here can be ${done}.`)
  if (states.includes(deliveryStatus)) return
  throw new WrongState(
    `A message can be ${done} while it is ${states.join(' or ')}; this one is ${deliveryStatus}.`,
  )
}

/** They begin anew: how long they were tried before says nothing now. */
function renewParts(transaction: Transaction, projectId: string, messageId: string): void {
  transaction.write({
    name: 'renew-parts',
    text: `UPDATE message_parts SET created_at = now() WHERE project_id = $1 AND message_id = $2 AND status = 'QUEUED'`,
    values: [projectId, messageId],
  })
}

function movePart(
  transaction: Transaction,
  projectId: string,
  message: KnownMessage,
  from: readonly PartStatus[],
  to: PartStatus,
): void {
  for (const part of message.parts) {
    if (!from.includes(part.status)) continue
    part.status = to
    part.notBefore = null
    if (to === 'QUEUED') part.tries = 0
    savePart(transaction, projectId, part)
  }
}
