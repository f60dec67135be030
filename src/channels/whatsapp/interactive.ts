/** Answers to interactive messages: …/whatsapp/webhooks/reference/messages/interactive */
import type * as z from 'zod'
import type { Json } from '../inbound.ts'
import { quote } from '../shared/events.ts'
import { isObject, type JsonObject, parseJson } from '../shared/json.ts'
import { present } from '../shared/present.ts'
import * as payload from './payload.ts'
import { type Reading, reader, textual } from './reading.ts'

export function readInteractive(part: Json | undefined): Reading {
  if (!isObject(part)) return { reason: 'interactive: expected an object' }
  switch (part.type) {
    case 'button_reply':
      return reader('interactive.button_reply', payload.reply, readReply)(part.button_reply)
    case 'list_reply':
      return reader('interactive.list_reply', payload.reply, readReply)(part.list_reply)
    case 'nfm_reply':
      return reader('interactive.nfm_reply', payload.flow, readFlow)(part.nfm_reply)
    case 'call_permission_reply':
      return reader(
        'interactive.call_permission_reply',
        payload.callPermission,
        readCallPermission,
      )(part.call_permission_reply)
    default:
      return { reason: `interactive type ${quote(part.type)} is not known` }
  }
}

function readReply({ id, title, description }: z.output<typeof payload.reply>): Reading {
  const data = present({ payload: id, description })
  return { content: { ...textual('INTERACTIVE', title), data }, pressed: true }
}

/** A completed Flow: its answers are JSON in a string. */
function readFlow({ name, body, response_json }: z.output<typeof payload.flow>): Reading {
  const response = response_json === undefined ? undefined : parsedIfJson(response_json)
  return {
    content: { ...textual('INTERACTIVE', body ?? name), data: present({ name, response }) },
    pressed: true,
  }
}

function parsedIfJson(text: string): Json {
  try {
    return parseJson(text)
  } catch {
    return text
  }
}

function readCallPermission(_: z.output<typeof payload.callPermission>, raw: JsonObject): Reading {
  return { content: { ...textual('INTERACTIVE', undefined), data: { call_permission: raw } }, pressed: true }
}
