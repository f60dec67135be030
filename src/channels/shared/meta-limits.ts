/**
 * What Messenger and Instagram limit besides all calls of an account: …/messenger-platform/overview/rate-limiting,
 * …/instagram-platform/overview#rate-limiting
 */
import type { Json } from '../inbound.ts'
import type { KindLimit, NativeRequest } from '../outbound.ts'
import { isObject } from './json.ts'
import { isPrivateRecipient } from './meta-private-replies.ts'

const FILMS_AND_SOUNDS: KindLimit = { name: 'films and sounds', rate: { points: 10, seconds: 1 } }
const PRIVATE_REPLIES: KindLimit = { name: 'private replies', rate: { points: 750, seconds: 3600 } }

export function kindLimits({ body }: NativeRequest): KindLimit[] {
  if (!isObject(body)) return []
  return [
    ...(isFilmOrSound(body.message) ? [FILMS_AND_SOUNDS] : []),
    ...(isPrivateRecipient(body.recipient) ? [PRIVATE_REPLIES] : []),
  ]
}

function isFilmOrSound(message: Json | undefined): boolean {
  const attachment = isObject(message) ? message.attachment : null
  return isObject(attachment) && (attachment.type === 'video' || attachment.type === 'audio')
}
