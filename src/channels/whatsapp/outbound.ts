import type { ChannelOutbound } from '../outbound.ts'
import { authorizeGraph, readUsage } from '../shared/meta-graph.ts'
import { markRead, react, typing } from './actions.ts'
import { CONTENTS, render } from './render.ts'
import { identify, read, readIdentity } from './send.ts'

/** Sending by the Cloud API: …/whatsapp/messages/send-messages. It neither edits nor takes back what was sent. */
export const outbound: ChannelOutbound = {
  hosts: { api: 'https://graph.facebook.com' },
  limits: {
    // "Up to 80 messages per second (mps) by default": …/whatsapp/throughput
    account: { points: 80, seconds: 1 },
    // One in 6 seconds, of which 45 may be sent at once and are then waited for: …/whatsapp/cloud-api/overview#pair-rate-limits
    recipient: { points: 45, seconds: 270 },
  },
  timeoutMs: 3000,
  tries: 5,
  contents: CONTENTS,
  // The reference comes back with the statuses, and is not looked at when the message comes again.
  repeatable: () => false,
  authorize: authorizeGraph,
  render,
  read,
  usage: readUsage,
  typing,
  markRead,
  react,
  identify,
  readIdentity,
}
