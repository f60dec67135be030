/** What shows people that somebody is there: the loading animation, and "read". */
import type { Performed } from '../../network.ts'
import { answer, readBody, refused, requireRule } from './refusals.ts'
import type { LineRequest } from './request.ts'
import { number, object, optional, required, text } from './rules.ts'
import { markedCustomer } from './tokens.ts'

const loadingBody = object({
  chatId: required(text(100)),
  loadingSeconds: optional(number({ min: 5, max: 60, whole: true })),
})

/** …/messaging-api/#display-a-loading-indicator: in chats with one person only. */
export function startLoading({ call, account, world }: LineRequest): Performed {
  const body = readBody(call)
  requireRule(body, loadingBody)
  const chatId = String(body.chatId)
  if (/^[CR]/.test(chatId)) throw refused(400, 'The value for chatId is invalid')
  const seconds = typeof body.loadingSeconds === 'number' ? body.loadingSeconds : 20
  if (seconds % 5 !== 0) throw refused(400, 'The value for loadingSeconds is invalid')
  const conversation = world.conversation(account, chatId)
  if (!conversation.blocked && !call.recipientBlocked) conversation.typingUntil = world.now() + seconds * 1000
  return { answer: answer(202, {}) }
}

const readBodyRule = object({ markAsReadToken: required(text(1000)) })

/** …/messaging-api/#mark-as-read: all messages before the token's are marked too. */
export function markAsRead({ call, account, world }: LineRequest): Performed {
  const body = readBody(call)
  requireRule(body, readBodyRule)
  const customerId = markedCustomer(account, String(body.markAsReadToken))
  if (customerId === null)
    throw refused(400, "The property, 'markAsReadToken', in the request body is invalid")
  world.conversation(account, customerId).seenByBusinessAt = world.now()
  return { answer: answer(200, {}) }
}
