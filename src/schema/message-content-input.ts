import type { Json } from '../channels/inbound.ts'
import type { Button } from '../channels/outbound.ts'
import { present } from '../channels/shared/present.ts'
import type { GivenContent } from '../domain/outbound/given-content.ts'
import { NotFound } from '../domain/outbound/sending-failures.ts'
import { storableJson } from '../domain/text.ts'
import { InvalidInput } from '../domain/user-failure.ts'
import { builder } from './builder.ts'
import { rowIdOf } from './global-id.ts'
import { ButtonInput, CardInput, ListSectionInput, ReplyOptionInput } from './message-content-parts.ts'

const TextContentInput = builder.inputType('TextContentInput', {
  description:
    'Plain text. What is longer than one message of the network goes out as several, split between sentences or words.',
  fields: (t) => ({ text: t.string({ required: true, description: 'The text.' }) }),
})

const MediaKind = builder.enumType('MediaContentType', {
  description: 'What kind of file it is.',
  values: {
    IMAGE: { description: 'A picture.' },
    VIDEO: { description: 'A film.' },
    AUDIO: { description: 'A sound.' },
    FILE: { description: 'A document.' },
    STICKER: { description: 'A sticker of the network.' },
  } as const,
})

const MediaContentInput = builder.inputType('MediaContentInput', {
  description:
    'A picture, film, sound, document or sticker: a file of the project, a public address, or the network’s own id of it. Exactly one of `fileId`, `url` and `externalId`.',
  fields: (t) => ({
    type: t.field({ type: MediaKind, required: true, description: 'What it is.' }),
    url: t.string({
      description: 'A public https address that the network fetches it from.',
    }),
    externalId: t.string({
      description:
        'The network’s id of a file or sticker that it has; both ids of a sticker that has two, as `package/sticker`.',
    }),
    fileId: t.id({
      description:
        'A file of the project, as `POST /media` answered it. It is given to the network as that wants it, and kept as long as the message is there. Types and sizes that the network would refuse are INVALID_CONTENT at once.',
    }),
    caption: t.string({ description: 'Text with it.' }),
    fileName: t.string({ description: 'The name the customer sees.' }),
    duration: t.float({ description: 'Seconds, of sound and film; some networks want it for sound.' }),
    previewUrl: t.string({ description: 'A picture shown before it plays; some networks want it for film.' }),
    previewFileId: t.id({ description: 'A file of the project, in place of `previewUrl`.' }),
  }),
})

const QuickRepliesContentInput = builder.inputType('QuickRepliesContentInput', {
  description: 'A text with answers to tap, which vanish once one is chosen where the network can do that.',
  fields: (t) => ({
    text: t.string({ required: true, description: 'The text above them.' }),
    replies: t.field({ type: [ReplyOptionInput], required: true, description: 'The answers, in order.' }),
  }),
})

const ButtonsContentInput = builder.inputType('ButtonsContentInput', {
  description: 'A text with buttons that stay.',
  fields: (t) => ({
    text: t.string({ required: true, description: 'The text above them.' }),
    buttons: t.field({ type: [ButtonInput], required: true, description: 'The buttons, in order.' }),
    header: t.string({ description: 'A line above the text.' }),
    footer: t.string({ description: 'A small line below.' }),
  }),
})

const ListContentInput = builder.inputType('ListContentInput', {
  description: 'A menu of rows to choose one from.',
  fields: (t) => ({
    text: t.string({ required: true, description: 'The text above it.' }),
    buttonLabel: t.string({ required: true, description: 'What opens the menu.' }),
    sections: t.field({ type: [ListSectionInput], required: true, description: 'The rows, in sections.' }),
    header: t.string({ description: 'A line above the text.' }),
    footer: t.string({ description: 'A small line below.' }),
  }),
})

const CarouselContentInput = builder.inputType('CarouselContentInput', {
  description: 'Cards side by side.',
  fields: (t) => ({
    text: t.string({ description: 'A text before them.' }),
    cards: t.field({ type: [CardInput], required: true, description: 'The cards, in order.' }),
  }),
})

const LocationContentInput = builder.inputType('LocationContentInput', {
  description: 'A place on the map.',
  fields: (t) => ({
    latitude: t.float({ required: true, description: 'Degrees north, -90 to 90.' }),
    longitude: t.float({ required: true, description: 'Degrees east, -180 to 180.' }),
    name: t.string({ description: 'What the place is called.' }),
    address: t.string({ description: 'Where it is, in words.' }),
  }),
})

const ContactContentInput = builder.inputType('ContactContentInput', {
  description: 'A card of a person or shop to keep.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Their name.' }),
    phone: t.string({ required: true, description: 'Their number, international form.' }),
    email: t.string({ description: 'Their address.' }),
    organization: t.string({ description: 'Where they work.' }),
  }),
})

const TemplateContentInput = builder.inputType('TemplateContentInput', {
  description:
    'A message that the network has approved: the only kind allowed outside some networks’ windows.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Its name at the network.' }),
    language: t.string({ required: true, description: 'As the network spells it, such as `en_US` or `th`.' }),
    components: t.field({
      type: ['JSON'],
      description: 'Values of its variables, in the network’s components: header, body, buttons.',
    }),
  }),
})

export const MessageContentInput = builder.inputType('MessageContentInput', {
  description:
    'What to say: exactly one of these. What a network lacks is said in the nearest form, or refused with a typed error.',
  isOneOf: true,
  fields: (t) => ({
    text: t.field({ type: TextContentInput, description: 'Plain text.' }),
    media: t.field({ type: MediaContentInput, description: 'A file.' }),
    quickReplies: t.field({ type: QuickRepliesContentInput, description: 'A text with answers to tap.' }),
    buttons: t.field({ type: ButtonsContentInput, description: 'A text with buttons.' }),
    list: t.field({ type: ListContentInput, description: 'A menu of rows.' }),
    carousel: t.field({ type: CarouselContentInput, description: 'Cards side by side.' }),
    location: t.field({ type: LocationContentInput, description: 'A place.' }),
    contact: t.field({ type: ContactContentInput, description: 'A contact card.' }),
    template: t.field({ type: TemplateContentInput, description: 'An approved template.' }),
    native: t.field({
      type: 'JSON',
      description: 'The network’s own message object, passed through; the recipient is set by Parley.',
    }),
  }),
})

type Input = typeof MessageContentInput.$inferInput

/** The content as channels take it. Throws InvalidInput for what the types cannot say. */
export function toContent(input: Input): GivenContent {
  const content = contentOf(input)
  if (JSON.stringify(storableJson(content)) === JSON.stringify(content)) return content
  throw new InvalidInput('The content holds U+0000 or half of a surrogate pair, which no network shows', [
    'input',
    'content',
  ])
}

function contentOf(input: Input): GivenContent {
  if (input.text) return { kind: 'text', text: input.text.text }
  if (input.media) return toMedia(input.media)
  if (input.quickReplies)
    return {
      kind: 'quickReplies',
      text: input.quickReplies.text,
      replies: input.quickReplies.replies.map((reply, n) => pictured(reply, `quickReplies.replies.${n}`)),
    }
  if (input.buttons) {
    const { text, buttons, header, footer } = input.buttons
    return {
      kind: 'buttons',
      text,
      buttons: toButtons(buttons, 'buttons.buttons'),
      ...filled({ header, footer }),
    }
  }
  if (input.list) {
    const { text, buttonLabel, sections, header, footer } = input.list
    const filledSections = sections.map(({ title, rows }) => ({
      ...filled({ title }),
      rows: rows.map((row) => filled(row)),
    }))
    return { kind: 'list', text, buttonLabel, sections: filledSections, ...filled({ header, footer }) }
  }
  if (input.carousel) {
    const cards = input.carousel.cards.map(({ buttons, title, ...card }, n) => ({
      title,
      ...pictured(card, `carousel.cards.${n}`),
      buttons: toButtons(buttons ?? [], `carousel.cards.${n}.buttons`),
    }))
    return { kind: 'carousel', ...filled({ text: input.carousel.text }), cards }
  }
  if (input.location) return toLocation(input.location)
  if (input.contact) return { kind: 'contact', ...filled(input.contact) }
  if (input.template) {
    const { name, language, components } = input.template
    return { kind: 'template', name, language, components: (components ?? []) as Json[] }
  }
  return { kind: 'native', payload: input.native as Json }
}

function toMedia(media: NonNullable<Input['media']>): GivenContent {
  const { type, url, externalId, fileId, previewFileId, caption, fileName, duration, previewUrl } = media
  if ([url, externalId, fileId].filter((one) => one != null).length !== 1)
    throw invalid('Give media.fileId, media.url or media.externalId, one of them', 'media')
  if (previewUrl != null && previewFileId != null)
    throw invalid('Give media.previewUrl or media.previewFileId, not both', 'media')
  const source =
    fileId != null
      ? { fileId: toFileId(fileId, 'media.fileId') }
      : url != null
        ? { url }
        : { id: externalId ?? '' }
  return {
    kind: 'media',
    type,
    source,
    ...filled({ caption, fileName, duration, previewUrl }),
    ...(previewFileId != null && { previewFileId: toFileId(previewFileId, 'media.previewFileId') }),
  }
}

/** An item with its picture, which is an address or a file of the project. */
function pictured<
  T extends { imageUrl?: string | null | undefined; imageFileId?: string | null | undefined },
>({ imageFileId, ...item }: T, path: string) {
  if (imageFileId == null) return filled(item)
  if (item.imageUrl != null) throw invalid('Give imageUrl or imageFileId, not both', path)
  return { ...filled(item), imageFileId: toFileId(imageFileId, `${path}.imageFileId`) }
}

function toFileId(globalId: string, path: string): string {
  const id = rowIdOf('MediaFile', globalId)
  if (id === null) throw new NotFound('file', ['input', 'content', ...path.split('.')])
  return id
}

function toLocation(location: NonNullable<Input['location']>): GivenContent {
  const { latitude, longitude, name, address } = location
  if (Math.abs(latitude) > 90) throw invalid('latitude must be from -90 to 90 degrees', 'location.latitude')
  if (Math.abs(longitude) > 180)
    throw invalid('longitude must be from -180 to 180 degrees', 'location.longitude')
  return { kind: 'location', latitude, longitude, ...filled({ name, address }) }
}

function toButtons(buttons: readonly (typeof ButtonInput.$inferInput)[], path: string): Button[] {
  return buttons.map(({ label, payload, url, phone }, n) => {
    const actions: Button['action'][] = []
    if (payload != null) actions.push({ type: 'postback', payload })
    if (url != null) actions.push({ type: 'url', url })
    if (phone != null) actions.push({ type: 'call', phone })
    const [action] = actions
    if (!action || actions.length > 1)
      throw invalid('A button takes exactly one of payload, url and phone', `${path}.${n}`)
    return { label, action }
  })
}

function invalid(message: string, path: string): InvalidInput {
  return new InvalidInput(message, ['input', 'content', ...path.split('.')])
}

type Filled<T> = {
  [K in keyof T as null extends T[K] ? never : undefined extends T[K] ? never : K]: T[K]
} & {
  [K in keyof T]?: NonNullable<T[K]>
}

/** Without the members that are null: for the channels what is not there is absent. */
function filled<T extends object>(input: T): Filled<T> {
  const entries = Object.entries(input).map(([key, value]) => [key, value ?? undefined])
  return present(Object.fromEntries(entries)) as Filled<T>
}
