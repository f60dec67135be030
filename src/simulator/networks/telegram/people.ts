/** Users and chats as the Bot API spells them: core.telegram.org/bots/api#user, #chat */
import type { JsonObject } from '../../json.ts'
import type { Account, Conversation, Customer } from '../../network.ts'

export function botUser({ externalId, name }: Account): JsonObject {
  return { id: Number(externalId), is_bot: true, first_name: name, username: botName(externalId) }
}

function botName(externalId: string): string {
  return `simulated_${externalId}_bot`
}

/** A customer is a chat: a person's private one, or a group by its negative id. */
export function isGroup({ id }: Customer): boolean {
  return id.startsWith('-')
}

export function chatObject({ customer }: Conversation): JsonObject {
  const id = Number(customer.id)
  if (isGroup(customer)) return { id, title: customer.name, type: groupType(customer) }
  return { id, ...names(customer), type: 'private' }
}

function groupType({ id }: Customer): string {
  return id.startsWith('-100') ? 'supergroup' : 'group'
}

/** Who writes: in a group somebody who bears its name, as the control API names nobody. */
export function userObject({ customer }: Conversation): JsonObject {
  return { id: Math.abs(Number(customer.id)), is_bot: false, ...names(customer), language_code: 'en' }
}

function names({ name, username }: Customer): JsonObject {
  const [first = 'Customer', ...others] = name.split(' ')
  return {
    first_name: first,
    ...(others.length > 0 && { last_name: others.join(' ') }),
    ...(username !== null && { username }),
  }
}
