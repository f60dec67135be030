import type { ChannelSamples, SampleMessage } from '../channel.ts'
import type { Json } from '../inbound.ts'
import { contentDigest } from '../shared/digest.ts'

/** Posts in the full shape of …/messaging-api/#wh-text */
export const samples: ChannelSamples = {
  account: 'U5d8c1f0e7a3b4926b1e4c07f9a2d6385',
  customerId: (n) => `U${hex(`customer ${n}`)}`,
  externalId,
  text: textPost,
}

/** 18 digits, as in LINE's own examples. */
function externalId({ id }: SampleMessage): string {
  return `5${String(id).padStart(17, '0')}`
}

function textPost(message: SampleMessage): Json {
  const { account, customer, id, text, at } = message
  const happening = `${account} ${id}`
  const event = {
    type: 'message',
    message: {
      type: 'text',
      id: externalId(message),
      quoteToken: token(`quote ${happening}`),
      markAsReadToken: token(`read ${happening}`),
      text,
    },
    webhookEventId: ulid(happening),
    deliveryContext: { isRedelivery: false },
    timestamp: at.getTime(),
    source: { type: 'user', userId: customer.externalId },
    replyToken: hex(`reply ${happening}`),
    mode: 'active',
  }
  return { destination: account, events: [event] }
}

/** 32 digits, the same for the same seed, as all ids here. */
function hex(seed: string): string {
  return contentDigest(seed).slice(0, 32)
}

function token(seed: string): string {
  return Buffer.from(contentDigest(seed), 'hex').toString('base64url')
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** 128 bits as 26 digits to the base of 32: github.com/ulid/spec */
function ulid(seed: string): string {
  const digits = BigInt(`0x${hex(seed)}`)
    .toString(32)
    .padStart(26, '0')
  return digits.replace(/./g, (digit) => CROCKFORD.charAt(Number.parseInt(digit, 32)))
}
