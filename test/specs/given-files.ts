/** Files of ours in every place of a content, each as large as the channel says that the network takes it. */
import type { Channel } from '../../src/channels/channel.ts'
import type { FilePlace } from '../../src/channels/media.ts'
import type { MediaType, OutboundContent, Recipient, Rendering } from '../../src/channels/outbound.ts'
import { type Filling, filled, needsOf } from '../../src/domain/outbound/file-needs.ts'
import type { GivenContent } from '../../src/domain/outbound/given-content.ts'
import type { OurFile } from '../../src/domain/outbound/our-files.ts'
import { placeFiles } from '../../src/domain/outbound/place-files.ts'

const ID = '0199aaaa-bbbb-7ccc-8ddd-eeeeffff0009'
const MB = 1024 ** 2
const SIZES = [200 * MB, 100 * MB, 50 * MB, 25 * MB, 16 * MB, 10 * MB, 8 * MB, 5 * MB, MB, 500 * 1024]

/** What is sent as what. */
export const KINDS: readonly (readonly [as: MediaType, mimeType: string])[] = [
  ['IMAGE', 'image/jpeg'],
  ['IMAGE', 'image/gif'],
  ['IMAGE', 'image/webp'],
  ['VIDEO', 'video/mp4'],
  ['AUDIO', 'audio/x-m4a'],
  ['AUDIO', 'audio/ogg; codecs=opus'],
  ['FILE', 'application/pdf'],
  ['FILE', 'image/jpeg'],
  ['STICKER', 'image/webp'],
]

/** Of those sizes that go as what they are meant for, the largest; of a kind that goes as another, the largest. */
export function largestFile(
  { files }: Channel,
  recipient: Recipient,
  as: MediaType,
  mimeType: string,
  place: FilePlace = 'MEDIA',
): OurFile {
  const of = (size: number) => ({
    id: ID,
    mimeType,
    size,
    sha256: '',
    width: null,
    height: null,
    fileName: null,
  })
  const taken = SIZES.flatMap((size) => {
    const route = files?.route(of(size), as, place, recipient)
    return route?.ok ? [{ size, as: route.as }] : []
  })
  // What is not taken in any size is refused where it is placed.
  const { size } = taken.find((one) => one.as === as) ?? taken[0] ?? { size: 1 }
  return of(size)
}

type FileOf = (as: MediaType, mimeType: string, place?: FilePlace) => string

const CONTENTS: readonly (readonly [name: string, content: (fileOf: FileOf) => GivenContent])[] = [
  ...KINDS.map(
    ([as, mimeType]) =>
      [
        `${as} of ours, ${mimeType}`,
        (fileOf: FileOf): GivenContent => ({
          kind: 'media',
          type: as,
          source: { fileId: fileOf(as, mimeType) },
          caption: 'ของใหม่ค่ะ',
          fileName: 'เมนู',
          duration: 12.5,
        }),
      ] as const,
  ),
  [
    'film of ours with a picture of ours before it plays',
    (fileOf) => ({
      kind: 'media',
      type: 'VIDEO',
      source: { fileId: fileOf('VIDEO', 'video/mp4') },
      previewFileId: fileOf('IMAGE', 'image/jpeg', 'PICTURE'),
      duration: 12.5,
    }),
  ],
  [
    'cards with pictures of ours',
    (fileOf) => ({
      kind: 'carousel',
      text: 'ชาใหม่',
      cards: ['oolong', 'matcha'].map((title) => ({
        title,
        imageFileId: fileOf('IMAGE', 'image/jpeg', 'PICTURE'),
        buttons: [{ label: 'ซื้อ', action: { type: 'postback', payload: `buy:${title}` } }],
      })),
    }),
  ],
  [
    'quick replies with pictures of ours',
    (fileOf) => ({
      kind: 'quickReplies',
      text: 'สีไหนคะ',
      replies: [{ label: 'แดง', payload: 'red', imageFileId: fileOf('IMAGE', 'image/jpeg', 'PICTURE') }],
    }),
  ],
]

const FILLINGS: Readonly<Record<'UPLOAD' | 'ATTACH' | 'LINK', Filling>> = {
  UPLOAD: { text: '901234567890123' },
  ATTACH: { attach: true },
  LINK: { text: 'https://parley.example/files/0199aaaa.jpg?signature=abc' },
}

/** As a channel renders it, and what is made of its requests when they are sent. */
interface Given {
  content: OutboundContent
  finish(rendering: Rendering): Rendering
}

/** Throws, when it is asked for, what the network would refuse of the file. */
export function contentsWithFiles(
  channel: Channel,
  recipient: Recipient,
): (readonly [name: string, given: () => Given])[] {
  return CONTENTS.map(([name, contentOf]) => [name, () => given(channel, recipient, contentOf)])
}

function given(channel: Channel, recipient: Recipient, contentOf: (fileOf: FileOf) => GivenContent): Given {
  const files = new Map<string, OurFile>()
  const written = contentOf((...which) => {
    const file = { ...largestFile(channel, recipient, ...which), id: `file-${files.size}` }
    files.set(file.id, file)
    return file.id
  })
  const { content, needs } = placeFiles(written, { channel, recipient, files })
  const finish = (rendering: Rendering): Rendering =>
    rendering.ok
      ? {
          ...rendering,
          requests: rendering.requests.map((request) =>
            filled(needsOf(request, needs), ({ by }) => FILLINGS[by]),
          ),
        }
      : rendering
  return { content, finish }
}
