import type { ChannelOutbound } from '../outbound.ts'
import { markRead, typing } from './actions.ts'
import { render } from './render.ts'
import { repeatable } from './requests.ts'
import { authorize, identify, quota, read, readIdentity } from './send.ts'

/**
 * How LINE is spoken to: developers.line.biz/en/reference/messaging-api. Accounts can neither change nor take back
 * what they sent, and do not react.
 */
export const outbound: ChannelOutbound = {
  hosts: { api: 'https://api.line.me', data: 'https://api-data.line.me' },
  // Of each endpoint by itself; how much is too much for one person is not told: …/messaging-api/#rate-limits
  limits: { account: { points: 2000, seconds: 1 } },
  timeoutMs: 4000,
  tries: 3,
  contents: ['text', 'quickReplies', 'buttons', 'list', 'carousel', 'media', 'location', 'contact', 'native'],
  // Good for a minute, "subject to change": what is left of it is for the way. …/#send-reply-message-reply-token
  replyTokenMs: 50_000,
  repeatable,
  authorize,
  render,
  read,
  typing,
  markRead,
  identify,
  readIdentity,
  quota,
}
