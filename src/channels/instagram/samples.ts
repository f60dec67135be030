import type { ChannelSamples, SampleMessage } from '../channel.ts'
import type { Json } from '../inbound.ts'

/** Posts in the full shape of …/instagram-platform/webhooks/examples */
export const samples: ChannelSamples = {
  account: '17841405309211844',
  customerId: (n) => String(1_748_203_956_100_000 + n),
  text: textPost,
  externalId,
}

/** Base64 of a longer name, as Instagram's own: the same for the same message. */
function externalId({ account, customer, id }: SampleMessage): string {
  const name = `parley_dm:instagram:message:${account}:${customer.externalId}:${id}`
  return Buffer.from(name).toString('base64url')
}

function textPost(message: SampleMessage): Json {
  const { account, customer, text, at } = message
  const event = {
    sender: { id: customer.externalId },
    recipient: { id: account },
    timestamp: at.getTime(),
    message: { mid: externalId(message), text },
  }
  return { object: 'instagram', entry: [{ time: at.getTime() + 380, id: account, messaging: [event] }] }
}
