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
      description:
        'Where it can be fetched. While `state` is STORED a link to our copy, which holds for about a day and needs no key: ask again for a new one. While EXTERNAL the address that the network told. Null when it is not there (yet).',
      resolve: async ({ state, url, fileId, fileName }, _args, { loaders, links, publicUrl }) => {
        if (state === 'EXTERNAL') return url
        const file = fileId === null ? null : await loaders.file.load(fileId)
        return file && publicUrl + links.to(file, fileName)
      },
    }),
    thumbnailUrl: t.string({
      nullable: true,
      description:
        'Link to a WebP picture of at most 320 pixels a side, of the same kind as `url`; null for what is no picture or not stored.',
      resolve: async ({ fileId }, _args, { loaders, links, publicUrl }) => {
        const file = fileId === null ? null : await loaders.file.load(fileId)
        const path = file && links.toThumbnail(file)
        return path && publicUrl + path
      },
    }),
    sha256: t.string({
      nullable: true,
      description: 'SHA-256 of the stored bytes, in hex; null while they are not stored.',
      resolve: async ({ fileId }, _args, { loaders }) =>
        fileId === null ? null : ((await loaders.file.load(fileId))?.sha256 ?? null),
    }),
    state: t.expose('state', { type: AttachmentState, description: 'Where the file is.' }),
    error: t.exposeString('error', {
      nullable: true,
      description:
        'Why it could not be copied, so far where it is PENDING and tried again; null when it could.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was stored, UTC.' }),
  }),
})
