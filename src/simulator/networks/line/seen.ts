/** What the customer sees of a message object. */
import { isObject, type JsonObject } from '../../json.ts'
import type { MessageDraft, SimulatedAttachment, SimulatedButton } from '../../network.ts'
import { seenAction } from './seen-action.ts'
import { type Seen, seenFlex } from './seen-flex.ts'
import { seenTemplate } from './seen-template.ts'

type Shown = Pick<MessageDraft, 'type' | 'text' | 'buttons' | 'cards' | 'attachments' | 'native'>

export function seenMessage(message: JsonObject): Shown {
  const { buttons = [], ...seen } = seenContent(message)
  const all = [...buttons, ...quickReplies(message)]
  return {
    type: String(message.type),
    ...seen,
    ...(all.length > 0 && { buttons: all }),
    native: message,
  }
}

function quickReplies({ quickReply }: JsonObject): SimulatedButton[] {
  const items = isObject(quickReply) && Array.isArray(quickReply.items) ? quickReply.items : []
  return items
    .filter(isObject)
    .map(({ action }) => action)
    .filter((action) => isObject(action))
    .map((action) => seenAction(action, 'quickReply'))
}

function seenContent(message: JsonObject): Seen & { attachments?: SimulatedAttachment[] } {
  switch (message.type) {
    case 'text':
      return { text: String(message.text) }
    case 'textV2':
      return { text: substituted(message) }
    case 'template':
      return seenTemplate(message)
    case 'flex':
      return seenFlex(message)
    case 'imagemap':
      return { text: String(message.altText), ...seenImagemap(message) }
    default:
      return { text: null, attachments: seenAttachments(message) }
  }
}

function seenAttachments(message: JsonObject): SimulatedAttachment[] {
  const url = String(message.originalContentUrl)
  switch (message.type) {
    case 'image':
    case 'video':
    case 'audio':
      return [{ type: message.type, url }]
    case 'sticker':
      return [
        {
          type: 'sticker',
          native: { packageId: message.packageId ?? '', stickerId: message.stickerId ?? '' },
        },
      ]
    case 'location':
      return [
        {
          type: 'location',
          name: String(message.title),
          address: String(message.address),
          latitude: Number(message.latitude),
          longitude: Number(message.longitude),
        },
      ]
    default:
      return []
  }
}

function seenImagemap({ baseUrl, actions }: JsonObject) {
  const tapped = Array.isArray(actions) ? actions.filter(isObject) : []
  return {
    attachments: [{ type: 'image' as const, url: `${baseUrl}/1040` }],
    buttons: tapped.map(({ linkUri, ...action }) =>
      seenAction(linkUri === undefined ? action : { ...action, uri: linkUri }, 'button'),
    ),
  }
}

function substituted({ text, substitution }: JsonObject): string {
  const given = isObject(substitution) ? substitution : {}
  return String(text)
    .replace(/(?<!\{)\{(\w+)\}(?!\})/g, (_, key: string) => stands(given[key]))
    .replaceAll('{{', '{')
    .replaceAll('}}', '}')
}

function stands(substitute: JsonObject[string] | undefined): string {
  if (!isObject(substitute) || substitute.type !== 'mention') return '(emoji)'
  const { mentionee } = substitute
  return isObject(mentionee) && mentionee.type === 'user' ? `@${mentionee.userId}` : '@All'
}
