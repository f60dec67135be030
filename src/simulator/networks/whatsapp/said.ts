/** What a customer says, as the Cloud API's webhook words it. */
import type {
  Conversation,
  Happening,
  JsonObject,
  SimulatedAttachment,
  SimulatedMessage,
  World,
} from '../../network.ts'
import { wamid } from './send.ts'

export function saidContent(message: SimulatedMessage, world: World): JsonObject {
  const [attachment] = message.attachments ?? []
  if (!attachment) return { type: 'text', text: { body: message.text ?? '' } }
  if (attachment.type === 'location') return { type: 'location', location: locationOf(attachment) }
  if (attachment.type === 'contact') return { type: 'contacts', contacts: [contactOf(attachment)] }
  const type = attachment.type === 'file' ? 'document' : attachment.type
  return { type, [type]: fileOf(attachment, message, world) }
}

function locationOf({ latitude = 0, longitude = 0, name, address }: SimulatedAttachment): JsonObject {
  return {
    latitude,
    longitude,
    ...(name !== undefined && { name }),
    ...(address !== undefined && { address }),
  }
}

function contactOf({ name = '', phone = '' }: SimulatedAttachment): JsonObject {
  const [first = '', ...rest] = name.split(' ')
  return {
    name: { formatted_name: name, first_name: first, ...(rest.length > 0 && { last_name: rest.join(' ') }) },
    phones: [{ phone, wa_id: phone.replace(/\D/g, ''), type: 'CELL' }],
  }
}

function fileOf(attachment: SimulatedAttachment, message: SimulatedMessage, world: World): JsonObject {
  const { type, mediaId = '', mimeType = 'application/octet-stream', fileName } = attachment
  const sha256 = world.media.get(mediaId)?.sha256 ?? ''
  return {
    id: mediaId,
    mime_type: mimeType,
    // In Base64 here, and in hex where the file is read: as Meta has it.
    sha256: Buffer.from(sha256, 'hex').toString('base64'),
    ...(message.text !== null && { caption: message.text }),
    ...(type === 'file' && { filename: fileName ?? 'file' }),
    ...(type === 'audio' && { voice: true }),
    ...(type === 'sticker' && { animated: false }),
  }
}

/** A press answers with a message of the customer; links and calls tell nobody. */
export function pressed(
  conversation: Conversation,
  { message, button }: Extract<Happening, { kind: 'press' }>,
  world: World,
): { message: SimulatedMessage; content: JsonObject } | null {
  const { kind, label, payload = '', description } = button
  if (kind !== 'quickReply' && kind !== 'reply' && kind !== 'listRow') return null
  const content: JsonObject =
    kind === 'quickReply'
      ? { type: 'button', button: { payload, text: label } }
      : kind === 'reply'
        ? {
            type: 'interactive',
            interactive: { type: 'button_reply', button_reply: { id: payload, title: label } },
          }
        : {
            type: 'interactive',
            interactive: {
              type: 'list_reply',
              list_reply: { id: payload, title: label, ...(description !== undefined && { description }) },
            },
          }
  const reply = world.record(conversation, {
    id: wamid(),
    direction: 'IN',
    type: String(content.type),
    text: label,
    replyTo: message.id,
    status: 'delivered',
    native: content,
  })
  return { message: reply, content }
}
