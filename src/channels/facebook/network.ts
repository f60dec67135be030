import type { MediaContent, TemplateContent } from '../outbound.ts'
import { captioned, draftAttachment } from '../shared/meta-media.ts'
import type { Draft, MetaNetwork } from '../shared/meta-network.ts'
import { checkFilled, fieldsOf } from '../shared/meta-rules.ts'

const name = 'Messenger'
/**
 * "Less than 2000" in …/messenger-platform/reference/send-api#message; its own error allows 2000. What a character
 * is is not told: counted in UTF-16 units a text is never too long in another counting.
 */
const text = { limit: 2000, unit: 'UTF16_UNITS' } as const

export const messenger: MetaNetwork = {
  name,
  text,
  // No reference names a limit: that of comments on facebook.com.
  comment: { network: 'Facebook', edge: 'comments', limit: 8000, unit: 'CHARACTERS' },
  callButtons: true,
  replyPictures: true,
  quotes: true,
  metadata: true,
  media,
  template,
}

/** Messenger's own stickers are known by an id: …/messenger-platform/send-messages/sticker-api */
function media(content: MediaContent): Draft {
  const { type, source } = content
  if (type !== 'STICKER' || !('id' in source)) return draftAttachment(content, messenger)
  const error = checkFilled(source.id, {
    network: name,
    what: 'the id of the sticker',
    path: 'media.source.id',
  })
  if (error) return { error }
  const id = Number(source.id)
  return captioned({ sticker_id: Number.isSafeInteger(id) ? id : source.id }, content, messenger)
}

/** A utility message: …/messenger-platform/send-messages/utility-messages */
function template({ name: called, language, components }: TemplateContent): Draft {
  const field = fieldsOf(name, 'template')
  const error =
    checkFilled(called, field('the name of the template', 'name')) ??
    checkFilled(language, field('the language of the template', 'language'))
  if (error) return { error }
  return { messages: [{ template: { name: called, language: { code: language }, components } }], losses: [] }
}
