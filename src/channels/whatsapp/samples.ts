import type { ChannelSamples, SampleMessage } from '../channel.ts'
import type { Json } from '../inbound.ts'

/** Posts in the full shape of …/whatsapp/webhooks/reference/messages/text */
export const samples: ChannelSamples = {
  account: '109876543210987',
  customerId: (n) => String(66_810_000_000 + n),
  externalId,
  text: textPost,
}

/** "wamid." and Base64, as WhatsApp's own: the same for the same message. */
function externalId({ account, id }: SampleMessage): string {
  return `wamid.${Buffer.from(`parley:${account}:${id}`).toString('base64')}`
}

function textPost(message: SampleMessage): Json {
  const { account, customer, text, at } = message
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '6621234567', phone_number_id: account },
    contacts: [{ profile: { name: customer.name }, wa_id: customer.externalId }],
    messages: [
      {
        from: customer.externalId,
        id: externalId(message),
        timestamp: String(Math.floor(at.getTime() / 1000)),
        type: 'text',
        text: { body: text },
      },
    ],
  }
  return {
    object: 'whatsapp_business_account',
    entry: [{ id: '204060801030507', changes: [{ value, field: 'messages' }] }],
  }
}
