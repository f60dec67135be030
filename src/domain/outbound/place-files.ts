import type { Channel } from '../../channels/channel.ts'
import type { FilePlace } from '../../channels/media.ts'
import type { MediaContent, MediaType, OutboundContent, Recipient } from '../../channels/outbound.ts'
import { newId } from '../../infra/uuid.ts'
import { safeFileName } from '../media/file-names.ts'
import { isProgram } from '../media/recognise-file.ts'
import type { FileNeed } from './file-needs.ts'
import type { GivenContent, GivenMedia } from './given-content.ts'
import type { OurFile, OurFiles } from './our-files.ts'
import { InvalidContent, NotFound, UnsupportedContent } from './sending-failures.ts'

/** A content that a channel can render, and what is to be filled into its requests. */
export interface PlacedFiles {
  content: OutboundContent
  needs: FileNeed[]
  losses: string[]
}

interface Placing {
  channel: Channel
  recipient: Recipient
  files: OurFiles
}

/**
 * Puts placeholders where a content names files of the project: an id, or an address, as the network's channel
 * wants it. Throws what a network would refuse of the files, before anything is sent.
 */
export function placeFiles(given: GivenContent, placing: Placing): PlacedFiles {
  const needs: FileNeed[] = []
  const losses: string[] = []
  const place = (fileId: string, path: string, as: MediaType, where: FilePlace, name?: string) => {
    const placed = placeFile(placing, { fileId, path, as, where, name })
    needs.push(placed.need)
    losses.push(...placed.losses)
    return placed.need
  }
  return { content: contentOf(given, place, placing.files), needs, losses }
}

type Place = (fileId: string, path: string, as: MediaType, where: FilePlace, name?: string) => FileNeed

function contentOf(given: GivenContent, place: Place, files: OurFiles): OutboundContent {
  const pictured = <T extends { imageFileId?: string; imageUrl?: string }>(item: T, path: string) => {
    const { imageFileId, ...rest } = item
    if (imageFileId === undefined) return rest
    return { ...rest, imageUrl: place(imageFileId, `${path}.imageFileId`, 'IMAGE', 'PICTURE').placeholder }
  }
  switch (given.kind) {
    case 'media':
      return mediaOf(given, place, files)
    case 'carousel':
      return { ...given, cards: given.cards.map((card, n) => pictured(card, `carousel.cards.${n}`)) }
    case 'quickReplies':
      return {
        ...given,
        replies: given.replies.map((reply, n) => pictured(reply, `quickReplies.replies.${n}`)),
      }
    default:
      return given
  }
}

function mediaOf(
  { source, previewFileId, ...media }: GivenMedia,
  place: Place,
  files: OurFiles,
): MediaContent {
  const preview =
    previewFileId === undefined
      ? {}
      : { previewUrl: place(previewFileId, 'media.previewFileId', 'IMAGE', 'PICTURE').placeholder }
  if (!('fileId' in source)) return { ...media, ...preview, source }
  const need = place(source.fileId, 'media.fileId', media.type, 'MEDIA', media.fileName)
  // A link carries the name in its address.
  const fileName = media.fileName || (need.by === 'LINK' ? null : files.get(source.fileId)?.fileName)
  return {
    ...media,
    ...preview,
    ...(fileName && { fileName }),
    type: need.as,
    source: need.by === 'LINK' ? { url: need.placeholder } : { id: need.placeholder },
  }
}

/** What is shown with its name. */
const NAMED: ReadonlySet<MediaType> = new Set<MediaType>(['FILE', 'AUDIO'])

interface Asked {
  fileId: string
  path: string
  as: MediaType
  where: FilePlace
  name: string | undefined
}

function placeFile(
  { channel, recipient, files }: Placing,
  { fileId, path, as, where, name }: Asked,
): { need: FileNeed; losses: string[] } {
  const at = ['input', 'content', ...path.split('.')]
  const file = files.get(fileId)
  if (!file) throw new NotFound('file', at)
  // One that a customer sent is kept, and not passed on.
  if (isProgram(file.mimeType))
    throw new InvalidContent(`A program (${file.mimeType}) is not sent to customers.`, at)
  if (!channel.files) throw new UnsupportedContent(`${channel.name} takes no files from here.`, at)
  const reference = { id: file.id, mimeType: file.mimeType, size: file.size }
  const route = channel.files.route(reference, as, where, recipient)
  if (!route.ok) {
    const { code, message } = route.error
    throw code === 'UNSUPPORTED_CONTENT'
      ? new UnsupportedContent(message, at)
      : new InvalidContent(message, at)
  }
  const { by, as: sentAs, losses } = route
  const placeholder = placeholderOf(by === 'LINK' || where === 'PICTURE', file)
  const fileName = safeFileName(name || file.fileName, file.mimeType)
  const need: FileNeed = { placeholder, file: reference, by, as: sentAs, fileName }
  if (NAMED.has(sentAs) && !channel.files.namedBySend) need.keepsName = true
  return { need, losses }
}

/** An address in the form that the URL parser leaves as it is, where the content has addresses. */
function placeholderOf(isAddress: boolean, { id }: OurFile): string {
  return isAddress ? `https://files.parley.invalid/${id}/${newId()}` : `parley-file-${newId()}`
}
