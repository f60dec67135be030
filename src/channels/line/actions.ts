import type { NativeRequest, Recipient, Target } from '../outbound.ts'
import { post } from './requests.ts'

/** Of the values that LINE takes, its own default: …/messaging-api/#display-a-loading-indicator */
const LOADING_SECONDS = 20

/** An animation of its own, which groups do not have; the next message ends it. */
export function typing({ thread }: Recipient): NativeRequest | null {
  if (thread.type !== 'PRIVATE') return null
  return post('/v2/bot/chat/loading/start', { chatId: thread.externalId, loadingSeconds: LOADING_SECONDS })
}

/** Marks the message and all before it, by the token that came with it: …/messaging-api/#mark-as-read */
export function markRead(_recipient: Recipient, { tokens }: Target): NativeRequest | null {
  return tokens?.read === undefined ? null : post('/v2/bot/chat/markAsRead', { markAsReadToken: tokens.read })
}
