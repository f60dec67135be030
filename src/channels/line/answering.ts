import type { MessageHappened } from '../inbound.ts'
import type { JsonObject } from '../shared/json.ts'
import { present } from '../shared/present.ts'
import { filled } from './filled.ts'

/**
 * Whether and by what the event can be answered. In `standby` another channel has the say, and no reply token
 * is given: …/messaging-api/#common-properties
 */
export function answering(
  { mode, replyToken }: JsonObject,
  tokens: { quote?: string | undefined; read?: string | undefined } = {},
): Pick<MessageHappened, 'tokens' | 'standby'> {
  const standby = mode === 'standby'
  const reply = !standby && typeof replyToken === 'string' && replyToken !== '' ? replyToken : undefined
  return { ...filled({ tokens: present({ reply, ...tokens }) }), ...(standby && { standby }) }
}
