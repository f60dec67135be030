/** What a simulated customer does. Each act posts the webhooks that the network has for it. */
import { z } from 'zod'
import type { Conversation, CustomerAct, Happening, SimulatedMessage } from '../network.ts'
import type { Simulation } from '../simulation.ts'
import { tell } from '../tell.ts'
import { conversationOf, shownMessage } from './customers.ts'
import { findButton } from './press.ts'
import { type Asked, ControlError, post, type Route } from './route.ts'
import { said, written } from './write.ts'

const which = { account: z.string().optional() }
const onlyAccount = z.object(which)
const aboutMessage = z.object({ ...which, messageId: z.string() })

const examples = {
  message: {
    account: 'where there are several',
    text: 'Hello',
    content: { type: 'image', data: 'base64, or mediaId, or url', caption: 'instead of text' },
    name: 'Somchai',
    replyTo: 'id of a message',
  },
  press: { messageId: 'an id', payload: 'or index, or label' },
  read: {},
  reaction: { messageId: 'an id', emoji: '❤' },
  edit: { messageId: 'an id', text: 'better' },
  unsend: { messageId: 'an id' },
  block: {},
  unblock: {},
}

export const actRoutes: readonly Route[] = [
  act(
    'message',
    'messages',
    'The customer writes: text or content.',
    said,
    ({ simulation, input }, place) => {
      const message = written(simulation, place, input)
      happen(simulation, { kind: 'message', conversation: place, message })
      return { message: shownMessage(message) }
    },
  ),
  act('read', 'read', 'The customer reads everything.', onlyAccount, ({ simulation }, conversation) => {
    const messages = conversation.messages.filter(
      (one) => one.direction === 'OUT' && (one.status === 'sent' || one.status === 'delivered'),
    )
    for (const message of messages) message.status = 'read'
    if (messages.length > 0) happen(simulation, { kind: 'read', conversation, messages })
    return { read: messages.map((one) => one.id) }
  }),
  act(
    'press',
    'press',
    'The customer presses a button or quick reply of a message, by payload, label or index.',
    aboutMessage.extend({
      payload: z.string().optional(),
      label: z.string().optional(),
      index: z.int().min(0).optional(),
    }),
    ({ simulation, input }, conversation) => {
      const message = findMessage(conversation, input.messageId)
      const button = findButton(message, input)
      happen(simulation, { kind: 'press', conversation, message, button })
      return { pressed: button }
    },
  ),
  act(
    'reaction',
    'reactions',
    'The customer reacts to a message; emoji null takes it back.',
    aboutMessage.extend({ emoji: z.string().min(1).max(32).nullable() }),
    ({ simulation, input }, conversation) => {
      const message = findMessage(conversation, input.messageId)
      const before = simulation.world.react(message, 'customer', input.emoji)
      happen(simulation, { kind: 'reaction', conversation, message, emoji: input.emoji, before })
      return { message: shownMessage(message) }
    },
  ),
  act(
    'edit',
    'edit',
    'The customer edits a message of theirs.',
    aboutMessage.extend({ text: z.string().min(1) }),
    ({ simulation, input }, conversation) => {
      const message = ownMessage(conversation, input.messageId)
      message.text = input.text
      message.edited = true
      happen(simulation, { kind: 'edit', conversation, message })
      return { message: shownMessage(message) }
    },
  ),
  act(
    'unsend',
    'unsend',
    'The customer takes a message of theirs back.',
    aboutMessage,
    (asked, conversation) => {
      const message = ownMessage(conversation, asked.input.messageId)
      message.deleted = true
      happen(asked.simulation, { kind: 'unsend', conversation, message })
      return { message: shownMessage(message) }
    },
  ),
  act('block', 'block', 'The customer blocks the account.', onlyAccount, ({ simulation }, conversation) => {
    conversation.blocked = true
    happen(simulation, { kind: 'block', conversation })
    return { blocked: true }
  }),
  act('unblock', 'unblock', 'The customer unblocks it.', onlyAccount, ({ simulation }, conversation) => {
    conversation.blocked = false
    happen(simulation, { kind: 'unblock', conversation })
    return { blocked: false }
  }),
]

function act<Input extends { account?: string | undefined }>(
  kind: CustomerAct,
  path: string,
  says: string,
  schema: z.ZodType<Input>,
  handle: (asked: Asked<Input>, conversation: Conversation) => unknown,
): Route {
  return post(`/sim/customers/:type/:id/${path}`, says, examples[kind], schema, (asked) => {
    const conversation = conversationOf(asked, asked.input.account)
    const refusal = asked.simulation.networkOf(conversation.account).refusesAct?.(kind, conversation) ?? null
    if (refusal !== null) throw new ControlError(409, 'NOT_ON_THIS_NETWORK', refusal)
    return handle(asked, conversation)
  })
}

function happen(simulation: Simulation, happening: Happening): void {
  tell(simulation, happening)
}

function findMessage(conversation: Conversation, id: string): SimulatedMessage {
  const found = conversation.messages.find((one) => one.id === id && one.deleted !== true)
  if (!found) throw new ControlError(404, 'UNKNOWN_MESSAGE', `The customer sees no message ${id}`)
  return found
}

function ownMessage(conversation: Conversation, id: string): SimulatedMessage {
  const found = findMessage(conversation, id)
  if (found.direction === 'OUT') throw new ControlError(409, 'NOT_THEIRS', `${id} is from the business`)
  return found
}
