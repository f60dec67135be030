import { Node } from './node.ts'
import { MediaFileRef } from './refs.ts'

MediaFileRef.implement({
  description:
    'A file in the storage, uploaded with `POST /media` or copied from a network. Gone when nothing uses it any more.',
  interfaces: [Node],
  fields: (t) => ({
    fileName: t.exposeString('fileName', {
      nullable: true,
      description:
        'As the last upload of it was called: the name that the customer sees where a message gives no other. Null where no upload gave one.',
    }),
    mimeType: t.exposeString('mimeType', { description: 'What its bytes are, whatever its name says.' }),
    size: t.exposeFloat('size', {
      description: 'Bytes. A whole number, given as Float because it may pass what Int can hold.',
    }),
    sha256: t.exposeString('sha256', { description: 'SHA-256 of its bytes, in hex.' }),
    width: t.exposeInt('width', {
      nullable: true,
      description: 'Pixels of a picture as it is seen; null for other files.',
    }),
    height: t.exposeInt('height', {
      nullable: true,
      description: 'Pixels of a picture as it is seen; null for other files.',
    }),
    url: t.string({
      description: 'Link to its bytes that holds for about a day and needs no key: ask again for a new one.',
      resolve: (file, _args, { links, publicUrl }) => publicUrl + links.to(file, file.fileName),
    }),
    thumbnailUrl: t.string({
      nullable: true,
      description:
        'Link to a WebP picture of at most 320 pixels a side, of the same kind as `url`; null for what is no picture.',
      resolve: (file, _args, { links, publicUrl }) => {
        const path = links.toThumbnail(file)
        return path && publicUrl + path
      },
    }),
    keptUntil: t.expose('keptUntil', {
      type: 'DateTime',
      nullable: true,
      description:
        'Until then an upload that no message has used is kept, UTC; null once one has, and for other files: they are kept as long as something uses them.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was stored, UTC.' }),
  }),
})
