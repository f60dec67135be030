/** Whom a message is for, and the call that sends it: …/whatsapp-business-phone-number/message-api */
import type { Json } from '../inbound.ts'
import type { NativeRequest, Recipient } from '../outbound.ts'
import { graphPath } from '../shared/meta-graph.ts'
import type { MessageBody } from './render-rules.ts'

type Account = { externalId: string }

/** Ours alone: nothing that is passed through may send a message to somebody else, or under another name. */
const OURS = ['messaging_product', 'recipient_type', 'to', 'recipient', 'biz_opaque_callback_data']

export function messageRequest(
  account: Account,
  recipient: Recipient,
  message: MessageBody,
  more: { [key: string]: Json } = {},
): NativeRequest {
  const rest = Object.entries(message).filter(([key]) => !OURS.includes(key))
  return post(account, { ...addressOf(recipient), ...Object.fromEntries(rest), ...more })
}

export function post(account: Account, body: { [key: string]: Json }): NativeRequest {
  const path = graphPath(account.externalId, 'messages')
  return { method: 'POST', host: 'api', path, body: { messaging_product: 'whatsapp', ...body } }
}

/**
 * People are named by their phone number, and those who hide it behind a username by the business-scoped user id
 * (`TH.…`), which has a field of its own: …/whatsapp/business-scoped-user-ids. `to` would win over it.
 */
function addressOf({ thread, customerId }: Recipient): { [key: string]: Json } {
  if (thread.type === 'GROUP') return { recipient_type: 'group', to: thread.externalId }
  const person = customerId ?? thread.externalId
  const isPhone = /^\+?\d+$/.test(person)
  return { recipient_type: 'individual', ...(isPhone ? { to: person } : { recipient: person }) }
}
