import type { Json } from '../channels/inbound.ts'
import type { Button, OutboundContent } from '../channels/outbound.ts'
import { present } from '../channels/shared/present.ts'
import type { WrittenContent } from '../domain/templates/resolve-content.ts'
import { storableJson } from '../domain/text.ts'
import { InvalidInput } from '../domain/user-failure.ts'
import { builder } from './builder.ts'
import { filterIdOf } from './global-id.ts'
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
    'A picture, film, sound, document or sticker: by a public address, or by the network’s own id of it.',
  fields: (t) => ({
    type: t.field({ type: MediaKind, required: true, description: 'What it is.' }),
    url: t.string({
      description: 'A public https address that the network fetches it from. Give this or `externalId`.',
    }),
    externalId: t.string({
      description: 'The network’s id of a file or sticker that it has. Give this or `url`.',
    }),
    caption: t.string({ description: 'Text with it.' }),
    fileName: t.string({ description: 'The name the customer sees.' }),
    duration: t.float({ description: 'Seconds, of sound and film; some networks want it for sound.' }),
    previewUrl: t.string({ description: 'A picture shown before it plays; some networks want it for film.' }),
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

const TemplateVariableInput = builder.inputType('TemplateVariableInput', {
  description: 'The value of a variable.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'As MessageTemplate.variables names it.' }),
    value: t.string({ required: true, description: 'What stands in its place.' }),
  }),
})

const TemplateContentInput = builder.inputType('TemplateContentInput', {
  description:
    'A message that the network has approved, the only kind allowed outside some networks’ windows: by `name`, `language` and `components`. Or a stored template, a network’s or the project’s own, by `templateId` and `variables`.',
  fields: (t) => ({
    templateId: t.id({ description: 'A MessageTemplate: one of the project’s own, or of this platform.' }),
    variables: t.field({
      type: [TemplateVariableInput],
      description:
        'A value for each of the `variables` of the MessageTemplate. Those that are not required may be left out.',
    }),
    name: t.string({ description: 'Its name at the network. Give this or `templateId`.' }),
    language: t.string({
      description: 'As the network spells it, such as `en_US` or `th`; needed with `name`.',
    }),
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

/** A content that is said as it is. Throws InvalidInput for a stored template too. */
export function toContent(input: Input): OutboundContent {
  const content = toWrittenContent(input)
  if (content.kind !== 'storedTemplate') return content
  throw invalid('A stored template can only be sent, not written here', 'template.templateId')
}

/** The content as channels take it, or the name of a stored one. Throws InvalidInput for what the types cannot say. */
export function toWrittenContent(input: Input): WrittenContent {
  const content = contentOf(input)
  if (JSON.stringify(storableJson(content)) === JSON.stringify(content)) return content
  throw new InvalidInput('The content holds U+0000 or half of a surrogate pair, which no network shows', [
    'input',
    'content',
  ])
}

function contentOf(input: Input): WrittenContent {
  if (input.text) return { kind: 'text', text: input.text.text }
  if (input.media) return toMedia(input.media)
  if (input.quickReplies)
    return {
      kind: 'quickReplies',
      text: input.quickReplies.text,
      replies: input.quickReplies.replies.map((reply) => filled(reply)),
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
      ...filled(card),
      buttons: toButtons(buttons ?? [], `carousel.cards.${n}.buttons`),
    }))
    return { kind: 'carousel', ...filled({ text: input.carousel.text }), cards }
  }
  if (input.location) return toLocation(input.location)
  if (input.contact) return { kind: 'contact', ...filled(input.contact) }
  if (input.template) {
    return toTemplate(input.template)
  }
  return { kind: 'native', payload: input.native as Json }
}

function toTemplate(template: NonNullable<Input['template']>): WrittenContent {
  const { templateId, variables, name, language, components } = template
  if (templateId == null) {
    if (name == null || language == null || variables)
      throw invalid(
        'Give template.templateId with variables, or name and language with components',
        'template',
      )
    return { kind: 'template', name, language, components: (components ?? []) as Json[] }
  }
  if (name != null || language != null || components)
    throw invalid('With template.templateId come variables, and no name, language or components', 'template')
  const values = new Map((variables ?? []).map((one) => [one.name, one.value]))
  if (values.size < (variables?.length ?? 0)) throw invalid('A variable is given twice', 'template.variables')
  // Malformed and mistyped ids name nothing.
  return {
    kind: 'storedTemplate',
    templateId: filterIdOf('MessageTemplate', templateId) ?? '',
    values: Object.fromEntries(values),
  }
}

function toMedia(media: NonNullable<Input['media']>): OutboundContent {
  const { type, url, externalId, caption, fileName, duration, previewUrl } = media
  if ((url == null) === (externalId == null))
    throw invalid('Give media.url or media.externalId, one of them', 'media')
  const source = url != null ? { url } : { id: externalId ?? '' }
  return { kind: 'media', type, source, ...filled({ caption, fileName, duration, previewUrl }) }
}

function toLocation(location: NonNullable<Input['location']>): OutboundContent {
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
