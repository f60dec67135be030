/** Whom a call is for. */
import type { Account, Conversation, World } from '../../network.ts'
import { Refused } from '../../network.ts'
import { bad, forbidden, tooMany } from './answers.ts'
import { isGroup } from './people.ts'
import type { TelegramRequest } from './request.ts'

/** A chat has a number; names of public groups are known only to those that were met by them. */
export function findChat({ account, world, params }: TelegramRequest): Conversation {
  const id = params.text('chat_id')
  if (id === undefined) throw bad('chat_id is empty')
  const conversation = isChatId(id) ? world.conversation(account, id) : world.findConversation(account, id)
  if (!conversation) throw bad('chat not found')
  return conversation
}

export function isChatId(id: string): boolean {
  return /^-?[1-9]\d{0,15}$/.test(id)
}

/** A chat that the bot may write to. */
export function openChat(request: TelegramRequest): Conversation {
  const conversation = findChat(request)
  if (conversation.blocked || request.call.recipientBlocked) throw shutOut(conversation)
  return conversation
}

function shutOut({ customer }: Conversation): Refused {
  if (!isGroup(customer)) return forbidden('bot was blocked by the user')
  const kind = customer.id.startsWith('-100') ? 'supergroup' : 'group'
  return forbidden(`bot was kicked from the ${kind} chat`)
}

/** "Bots are not able to send more than 20 messages per minute to the same group": core.telegram.org/bots/faq */
export function takeGroupPoints({ customer }: Conversation, account: Account, world: World): void {
  const { group } = account.rates
  if (!group || !isGroup(customer)) return
  const wait = world.take(account, `group:${customer.id}`, group)
  if (wait !== null) throw new Refused(tooMany(Math.ceil(wait)))
}
