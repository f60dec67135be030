import type { NativeRequest, OutboundContent, Recipient, Rendering, Target } from '../outbound.ts'
import type { JsonObject } from '../shared/json.ts'
import { invalid, rendering, unsupported } from '../shared/refusal.ts'
import { placeOf } from './actions.ts'
import type { Part } from './draft.ts'
import { draftOf } from './render.ts'
import { post } from './requests.ts'

/**
 * The message gets what the content would have been sent as, if that is one message: a text replaces a text, with
 * its keyboard, and media replace media, with their caption. core.telegram.org/bots/api#updating-messages
 */
export function edit(recipient: Recipient, target: Target, content: OutboundContent): Rendering {
  return rendering('Telegram', () => {
    const { address, message_id } = placeOf(recipient.thread, target)
    const { parts, losses } = draftOf(content, address)
    const [part, ...rest] = parts
    if (!part || rest.length > 0)
      throw invalid(`Telegram edits one message, and this content needs ${parts.length}.`)
    const { chat_id, business_connection_id } = address
    const place = {
      chat_id,
      message_id,
      ...(business_connection_id !== undefined && { business_connection_id }),
    }
    return { requests: [editRequest(part, place)], losses }
  })
}

/** Their fields as of InputMedia: core.telegram.org/bots/api#inputmedia */
const MEDIA: Readonly<Record<string, string>> = {
  sendPhoto: 'photo',
  sendVideo: 'video',
  sendAnimation: 'animation',
  sendAudio: 'audio',
  sendDocument: 'document',
}

function editRequest({ method, parameters }: Part, place: JsonObject): NativeRequest {
  if (method === 'sendMessage') return post('editMessageText', { ...parameters, ...place })
  const type = MEDIA[method]
  if (type === undefined)
    throw unsupported('Telegram edits texts, pictures, videos, sounds and files: anything else is sent anew.')
  const { [type]: media = null, reply_markup, ...rest } = parameters
  return post('editMessageMedia', {
    ...place,
    media: { type, media, ...rest },
    ...(reply_markup !== undefined && { reply_markup }),
  })
}
