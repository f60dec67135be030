import { builder } from './builder.ts'
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
    fileName: t.string({
      description:
        'The name the customer sees; left out: that of the upload, where it is a file of the project that has one.',
    }),
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
