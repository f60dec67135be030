import type { Json } from '../inbound.ts'
import { isObject } from '../shared/json.ts'
import { invalid } from '../shared/refusal.ts'
import { type Draft, draft, type LineMessage } from './draft.ts'
import * as limits from './limits.ts'

/** One message object, or as many as one request takes: …/messaging-api/#message-objects */
export function renderNative({ payload }: { payload: Json }): Draft {
  const messages = Array.isArray(payload) ? payload : [payload]
  if (messages.length === 0 || messages.length > limits.MESSAGES_PER_REQUEST)
    throw invalid(`LINE takes 1 to ${limits.MESSAGES_PER_REQUEST} message objects at once.`, 'native.payload')
  return draft(messages.map(messageObject))
}

function messageObject(message: Json): LineMessage {
  const type = isObject(message) ? message.type : undefined
  if (isObject(message) && typeof type === 'string' && type !== '') return { ...message, type }
  throw invalid('A message object of LINE has a type, such as “flex”.', 'native.payload')
}
