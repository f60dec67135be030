import { builder } from './builder.ts'

export const ReplyOptionInput = builder.inputType('ReplyOptionInput', {
  description: 'An answer to tap.',
  fields: (t) => ({
    label: t.string({ required: true, description: 'What the customer sees.' }),
    payload: t.string({
      required: true,
      description: 'What comes back, in the data of the message it makes.',
    }),
    imageUrl: t.string({ description: 'A small picture beside the label, where the network shows one.' }),
    imageFileId: t.id({ description: 'A file of the project, in place of `imageUrl`.' }),
  }),
})

export const ButtonInput = builder.inputType('ButtonInput', {
  description: 'A button, with exactly one of `payload`, `url` and `phone`.',
  fields: (t) => ({
    label: t.string({ required: true, description: 'What the customer sees.' }),
    payload: t.string({ description: 'Comes back when it is pressed.' }),
    url: t.string({ description: 'A public address that it opens.' }),
    phone: t.string({ description: 'A number that it calls, where the network can.' }),
  }),
})

export const ListRowInput = builder.inputType('ListRowInput', {
  description: 'A row of a menu.',
  fields: (t) => ({
    label: t.string({ required: true, description: 'What the customer sees.' }),
    description: t.string({ description: 'A smaller line below it.' }),
    payload: t.string({ required: true, description: 'Comes back when it is chosen.' }),
  }),
})

export const ListSectionInput = builder.inputType('ListSectionInput', {
  description: 'Rows under one title.',
  fields: (t) => ({
    title: t.string({ description: 'The title; needed where there are several sections.' }),
    rows: t.field({ type: [ListRowInput], required: true, description: 'The rows, in order.' }),
  }),
})

export const CardInput = builder.inputType('CardInput', {
  description: 'A card of a carousel.',
  fields: (t) => ({
    title: t.string({ required: true, description: 'Its first line.' }),
    subtitle: t.string({ description: 'Its second line.' }),
    imageUrl: t.string({ description: 'A public address of its picture.' }),
    imageFileId: t.id({
      description:
        'A file of the project, in place of `imageUrl`; most networks fetch it by a link, for which PARLEY_PUBLIC_URL has to be set.',
    }),
    url: t.string({ description: 'What a tap on the card opens.' }),
    buttons: t.field({ type: [ButtonInput], description: 'Its buttons, in order.' }),
  }),
})
