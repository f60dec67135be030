import type { OutboundContent, ReplyOption } from '../outbound.ts'
import { countWithin, visible, webAddress } from '../shared/content-rules.ts'
import type { JsonObject } from '../shared/json.ts'
import { splitText } from '../shared/split-text.ts'
import { type Draft, draft, type LineMessage } from './draft.ts'
import * as limits from './limits.ts'
import { labelWithin, postbackAction } from './render-actions.ts'

type Of<K extends OutboundContent['kind']> = Extract<OutboundContent, { kind: K }>

/** The parts of a text that is longer than a message. */
export function textParts(text: string, path: string): string[] {
  return splitText(visible(text, 'The text', path), limits.TEXT, 'UTF16_UNITS')
}

export function textMessage(text: string): LineMessage {
  return { type: 'text', text }
}

/** …/messaging-api/#text-message */
export function renderText({ text }: Of<'text'>): Draft {
  return draft(textParts(text, 'text.text').map(textMessage))
}

/** "The quickReply property of the last message object is displayed": …/messaging-api/#quick-reply */
export function renderQuickReplies({ text, replies }: Of<'quickReplies'>): Draft {
  const rule = { network: 'LINE', most: limits.QUICK_REPLIES, what: 'quick replies' }
  countWithin(replies.length, rule, 'quickReplies.replies')
  const items = replies.map((reply, index) => quickReply(reply, `quickReplies.replies.${index}`))
  const parts = textParts(text, 'quickReplies.text')
  const last = parts.length - 1
  return draft(
    parts.map((part, index) => ({ ...textMessage(part), ...(index === last && { quickReply: { items } }) })),
  )
}

function quickReply({ label, payload, imageUrl }: ReplyOption, path: string): JsonObject {
  const shown = labelWithin(label, limits.LABEL.quickReply, `${path}.label`)
  const icon = imageUrl === undefined ? {} : { imageUrl: mediaAddress(imageUrl, `${path}.imageUrl`) }
  return {
    type: 'action',
    ...icon,
    action: { label: shown, ...postbackAction(label, payload, `${path}.payload`) },
  }
}

/** Of pictures, films and sounds, which LINE fetches by https alone. */
export function mediaAddress(url: string, path: string): string {
  return webAddress(url, { network: 'LINE', secure: true, maxLength: limits.MEDIA_URL }, path)
}
