/** What a customer sees, and finding the conversation that is meant. */
import { createHash } from 'node:crypto'
import type { Account, Conversation, World } from '../network.ts'
import type { Simulation } from '../simulation.ts'
import { findAccount, unknownType } from './accounts.ts'
import { type Asked, ControlError, get, type Route } from './route.ts'

export const customerRoutes: readonly Route[] = [
  get('/sim/customers', 'All customers that any account has met (?type=).', ({ simulation, query }) => ({
    customers: simulation.world.conversations
      .list()
      .filter((one) => !query.has('type') || one.account.type === query.get('type'))
      .map(summary),
  })),
  get(
    '/sim/customers/:type/:id/messages',
    'What the customer sees, oldest first (?account= where it has written to several).',
    (asked) => {
      const conversation = conversationOf(asked, asked.query.get('account') ?? undefined)
      return {
        ...summary(conversation),
        messages: conversation.messages.map((one) => withFiles(shownMessage(one), asked.simulation)),
      }
    },
  ),
]

/** The conversation of the path's customer with the named account, or with the only one it can be. */
export function conversationOf(
  { simulation, params }: Pick<Asked<unknown>, 'simulation' | 'params'>,
  accountId: string | undefined,
): Conversation {
  const { type = '', id = '' } = params
  if (accountId !== undefined)
    return simulation.world.conversation(findAccount(simulation, type, accountId), id)
  const known = simulation.world.conversations.ofCustomer(type, id)
  if (known.length === 1 && known[0]) return known[0]
  const accounts = known.length > 1 ? known.map((one) => one.account) : ofType(simulation, type)
  const [only] = accounts
  if (accounts.length === 1 && only) return simulation.world.conversation(only, id)
  if (accounts.length === 0) {
    throw new ControlError(404, 'UNKNOWN_ACCOUNT', `There is no ${type} account: POST /sim/accounts first`)
  }
  const names = accounts.map((one) => one.externalId).join(', ')
  throw new ControlError(400, 'AMBIGUOUS_ACCOUNT', `Say which "account" is meant, one of ${names}`)
}

function ofType(simulation: Simulation, type: string): readonly Account[] {
  if (!simulation.network(type)) throw unknownType(simulation, type)
  return simulation.world.registry.ofType(type)
}

function summary({ account, customer, ...conversation }: Conversation) {
  return {
    customer,
    account: account.externalId,
    blocked: conversation.blocked,
    lastWroteAt: iso(conversation.lastWroteAt),
    typingUntil: conversation.typingUntil === 0 ? null : iso(conversation.typingUntil),
    seenByBusinessAt: conversation.seenByBusinessAt === 0 ? null : iso(conversation.seenByBusinessAt),
  }
}

export function shownMessage(message: Conversation['messages'][number]) {
  return { ...message, at: iso(message.at) }
}

/** What a file that the customer has holds: tests compare it with what was uploaded. */
function withFiles(message: ReturnType<typeof shownMessage>, { world }: Simulation) {
  const { attachments } = message
  if (!attachments) return message
  return { ...message, attachments: attachments.map((one) => ({ ...one, ...bytesOf(one.mediaId, world) })) }
}

function bytesOf(mediaId: string | undefined, world: World) {
  const file = mediaId === undefined ? null : world.media.get(mediaId)
  if (!file) return {}
  return { size: file.bytes.length, sha256: createHash('sha256').update(file.bytes).digest('hex') }
}

const iso = (ms: number) => new Date(ms).toISOString()
