import { AttachmentState, MessageType } from './enums.ts'
import { Node } from './node.ts'
import { AttachmentRef, MessageRef } from './refs.ts'
import { required } from './required.ts'

const LARGEST_INT = 2_147_483_647

AttachmentRef.implement({
  description: 'A file, place or contact that came with a message.',
  interfaces: [Node],
  fields: (t) => ({
    message: t.field({
      type: MessageRef,
      description: 'The message it came with.',
      resolve: async ({ messageId }, _args, { loaders }) =>
        required(await loaders.message.load(messageId), 'the message'),
    }),
    type: t.expose('type', { type: MessageType, description: 'What it is.' }),
    mimeType: t.exposeString('mimeType', {
      nullable: true,
      description: 'Its MIME type; null where it is not told.',
    }),
    fileName: t.exposeString('fileName', {
      nullable: true,
      description: 'Its name; null where it has none.',
    }),
    size: t.int({
      nullable: true,
      description: 'Bytes; null where it is not told, or past 2 GB.',
      resolve: ({ size }) => (size !== null && size <= LARGEST_INT ? size : null),
    }),
    width: t.exposeInt('width', { nullable: true, description: 'Pixels; null where it is not told.' }),
    height: t.exposeInt('height', { nullable: true, description: 'Pixels; null where it is not told.' }),
    duration: t.exposeFloat('duration', {
      nullable: true,
      description: 'Length of sound or film, seconds; null where it is not told.',
    }),
    url: t.string({
      nullable: true,
      description: 'Where it can be fetched; null when it is not with the network or no longer there.',
      resolve: ({ state, url }) => (state === 'EXTERNAL' ? url : null),
    }),
    state: t.expose('state', { type: AttachmentState, description: 'Where the file is.' }),
    error: t.exposeString('error', {
      nullable: true,
      description: 'Why it could not be copied; null when it could.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was stored, UTC.' }),
  }),
})
