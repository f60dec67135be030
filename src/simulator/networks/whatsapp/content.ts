/** The contents of a message, by its `type`: …/whatsapp/cloud-api/guides/send-messages */
import type { Account, JsonObject, MediaFile, SimulatedAttachment, World } from '../../network.ts'
import { optionalText, requireList, requireNumber, requireObject, requireText } from './check.ts'
import type { Content } from './content-shape.ts'
import { refuseCloud } from './errors.ts'
import { interactiveContent } from './interactive.ts'
import { keptMedia } from './media.ts'
import { templateContent } from './template-content.ts'

type Reader = (body: JsonObject, place: { account: Account; world: World }) => Content

const readers: Record<string, Reader> = {
  text: (body) => ({
    type: 'text',
    text: requireText(requireObject(body.text, 'text').body, "text['body']", 4096),
  }),
  image: media('image', 1024),
  video: media('video', 1024),
  document: media('document', 1024),
  audio: media('audio', null),
  sticker: media('sticker', null),
  location: (body) => {
    const location = requireObject(body.location, 'location')
    const name = optionalText(location.name, "location['name']", 1000)
    const address = optionalText(location.address, "location['address']", 1000)
    const attachment: SimulatedAttachment = {
      type: 'location',
      latitude: requireNumber(location.latitude, "location['latitude']", 90),
      longitude: requireNumber(location.longitude, "location['longitude']", 180),
      ...(name !== null && { name }),
      ...(address !== null && { address }),
    }
    return { type: 'location', text: null, attachments: [attachment] }
  },
  contacts: (body) => {
    const contacts = requireList(body.contacts, 'contacts', { max: 257 })
    return {
      type: 'contacts',
      text: null,
      attachments: contacts.map((one) => contactOf(requireObject(one, 'contacts'))),
    }
  },
  interactive: (body) => interactiveContent(requireObject(body.interactive, 'interactive')),
  template: (body, place) => templateContent(requireObject(body.template, 'template'), place),
}

export function contentOf(
  type: string,
  body: JsonObject,
  place: { account: Account; world: World },
): Content {
  const reader = Object.hasOwn(readers, type) ? readers[type] : undefined
  if (!reader) {
    refuseCloud(
      100,
      `Param type must be one of {${[...Object.keys(readers), 'reaction'].join(', ')}} - got "${type}".`,
    )
  }
  return reader(body, place)
}

function media(
  type: 'image' | 'video' | 'audio' | 'document' | 'sticker',
  maxCaption: number | null,
): Reader {
  return (body, { world }) => {
    const given = requireObject(body[type], type)
    if (maxCaption === null && given.caption !== undefined) {
      refuseCloud(100, `Unexpected key "caption" on param "${type}".`)
    }
    const attachment = { type: type === 'document' ? 'file' : type, ...sourceOf(given, type, world) } as const
    const fileName = optionalText(given.filename, `${type}['filename']`, 240)
    return {
      type,
      text: maxCaption === null ? null : optionalText(given.caption, `${type}['caption']`, maxCaption),
      attachments: [{ ...attachment, ...(fileName !== null && { fileName }) }],
    }
  }
}

/** By an uploaded file's id, or by a link that WhatsApp would load; the simulator does not look behind links. */
function sourceOf(
  given: JsonObject,
  type: string,
  world: World,
): { mediaId: string; mimeType: string } | { url: string } {
  const { id, link } = given
  if ((id === undefined) === (link === undefined)) {
    refuseCloud(100, `Param ${type}: exactly one of "id" and "link" is required.`)
  }
  if (typeof link === 'string') {
    if (!/^https?:\/\/\S+$/.test(link)) refuseCloud(100, `Param ${type}['link'] is not a valid URI.`)
    return { url: link }
  }
  const file = typeof id === 'string' || typeof id === 'number' ? keptMedia(String(id), world) : null
  if (!file) refuseCloud(131009, `${type}['id'] is not the id of an uploaded media file`)
  requireFit(type, file)
  return { mediaId: file.id, mimeType: file.mimeType }
}

const MB = 1024 * 1024
/** What each type takes: …/whatsapp/business-phone-numbers/media#supported-media-types */
const FITTING: Readonly<Record<string, { types: RegExp; maxBytes: number }>> = {
  image: { types: /^image\/(jpeg|png)$/, maxBytes: 5 * MB },
  video: { types: /^video\/(mp4|3gpp)$/, maxBytes: 16 * MB },
  audio: { types: /^audio\//, maxBytes: 16 * MB },
  sticker: { types: /^image\/webp$/, maxBytes: 500 * 1024 },
}

function requireFit(type: string, { mimeType, bytes }: MediaFile): void {
  const rule = FITTING[type]
  if (!rule || (rule.types.test(mimeType) && bytes.length <= rule.maxBytes)) return
  refuseCloud(131053, `${mimeType} of ${bytes.length} bytes cannot be sent as ${type}`)
}

function contactOf(contact: JsonObject): SimulatedAttachment {
  const name = requireObject(contact.name, "contacts['name']")
  const formatted = requireText(name.formatted_name, "contacts['name']['formatted_name']", 1000)
  const others = ['first_name', 'last_name', 'middle_name', 'suffix', 'prefix']
  if (!others.some((part) => typeof name[part] === 'string')) {
    refuseCloud(131008, "contacts['name'] needs one more of its parts besides formatted_name")
  }
  const phones = Array.isArray(contact.phones) ? contact.phones : []
  const phone = phones.length > 0 ? requireObject(phones[0] ?? null, "contacts['phones']").phone : undefined
  return { type: 'contact', name: formatted, ...(typeof phone === 'string' && { phone }), native: contact }
}
