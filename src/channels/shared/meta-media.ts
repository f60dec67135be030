/** Pictures, videos, sounds and files: …/messenger-platform/send-messages#sending_attachments */
import type { ContentError, MediaContent } from '../outbound.ts'
import type { JsonObject } from './json.ts'
import type { Draft, TextLimit } from './meta-network.ts'
import { checkAddress, checkFilled, fieldsOf, given } from './meta-rules.ts'
import { textMessages } from './meta-texts.ts'

interface Captioned {
  name: string
  text: TextLimit
}

/** A file as an attachment. */
export function draftAttachment(content: MediaContent, network: Captioned): Draft {
  const { type, source, fileName } = content
  const error = checkMediaSource(content, network.name)
  if (error) return { error }
  // A sticker of one's own is a picture to both networks.
  const native = type === 'STICKER' ? 'image' : type.toLowerCase()
  const payload: JsonObject = 'id' in source ? { attachment_id: source.id } : { url: source.url }
  const losses = [
    ...(type === 'STICKER' ? [`${network.name} has no stickers of one's own: it becomes a picture.`] : []),
    ...(given(fileName) === undefined || 'id' in source
      ? []
      : [`${network.name} names the file after its address.`]),
  ]
  return captioned({ attachment: { type: native, payload } }, content, network, losses)
}

/** What is written about a file follows it as text: attachments have no place for it. */
export function captioned(
  file: JsonObject,
  { caption }: MediaContent,
  { name, text }: Captioned,
  losses: string[] = [],
): Draft {
  const written = given(caption)
  if (written === undefined) return { messages: [file], losses }
  const loss = `${name} shows no captions: it is a message of its own after the file.`
  return { messages: [file, ...textMessages(written, text)], losses: [...losses, loss] }
}

export function checkMediaSource({ source }: MediaContent, network: string): ContentError | null {
  const field = fieldsOf(network, 'media.source')
  return 'id' in source
    ? checkFilled(source.id, field('the id of the file', 'id'))
    : checkAddress(source.url, field('the file', 'url'))
}
