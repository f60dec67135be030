import type { ChannelSamples, SampleMessage } from '../channel.ts'

/** Beyond 32 bits, as users have been since 2021: core.telegram.org/bots/api#user */
const FIRST_CUSTOMER = 5_000_000_000

export const samples: ChannelSamples = {
  account: '7100000001',
  customerId: (n) => String(FIRST_CUSTOMER + n),
  text: textUpdate,
  externalId: (message) => `${message.customer.externalId}:${message.id}`,
}

/** core.telegram.org/bots/api#update of a text in a private chat, where the chat's id is the person's. */
function textUpdate({ customer, id, text, at }: SampleMessage) {
  const person = { id: Number(customer.externalId), ...nameParts(customer.name) }
  return {
    update_id: id,
    message: {
      message_id: id,
      from: { ...person, is_bot: false, language_code: 'th' },
      chat: { ...person, type: 'private' },
      date: Math.floor(at.getTime() / 1000),
      text,
    },
  }
}

function nameParts(name: string): { first_name: string; last_name?: string } {
  const space = name.indexOf(' ')
  return space <= 0
    ? { first_name: name }
    : { first_name: name.slice(0, space), last_name: name.slice(space + 1) }
}
