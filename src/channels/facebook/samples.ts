import type { ChannelSamples, SampleMessage } from '../channel.ts'
import type { Json } from '../inbound.ts'

/** Posts in the full shape of …/messenger-platform/webhooks/webhook-events/messages */
export const samples: ChannelSamples = {
  account: '104857601234567',
  customerId: (n) => String(7_102_938_475_600_000 + n),
  text: textPost,
  externalId,
}

/** "m_" and URL-safe Base64, as Messenger's own: the same for the same message. */
function externalId({ account, id }: SampleMessage): string {
  return `m_${Buffer.from(`parley:messenger:${account}:${id}`).toString('base64url')}`
}

function textPost(message: SampleMessage): Json {
  const { account, customer, text, at } = message
  const event = {
    sender: { id: customer.externalId },
    recipient: { id: account },
    timestamp: at.getTime(),
    message: { mid: externalId(message), text },
  }
  return { object: 'page', entry: [{ time: at.getTime() + 420, id: account, messaging: [event] }] }
}
