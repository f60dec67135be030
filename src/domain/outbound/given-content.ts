import type { Card, MediaContent, OutboundContent, ReplyOption } from '../../channels/outbound.ts'

type Of<K extends OutboundContent['kind']> = Extract<OutboundContent, { kind: K }>

/** A picture by its address, or a file of the project. */
interface Pictured {
  imageFileId?: string
}

export type GivenMedia = Omit<MediaContent, 'source'> & {
  source: MediaContent['source'] | { fileId: string }
  /** A file of the project, in place of `previewUrl`. */
  previewFileId?: string
}

/**
 * A content as it is given and stored: files of the project stand in it by their ids. Before a channel sees it they
 * are replaced by what the network can be told (`place-files`).
 */
export type GivenContent =
  | Exclude<OutboundContent, { kind: 'media' | 'carousel' | 'quickReplies' }>
  | GivenMedia
  | (Omit<Of<'carousel'>, 'cards'> & { cards: (Card & Pictured)[] })
  | (Omit<Of<'quickReplies'>, 'replies'> & { replies: (ReplyOption & Pictured)[] })

export interface NamedFile {
  fileId: string
  /** Where it stands, below the content input. */
  path: string
}

/** The project's files that a content names, in its order. */
export function filesIn(content: GivenContent): NamedFile[] {
  switch (content.kind) {
    case 'media':
      return [
        ...('fileId' in content.source ? [{ fileId: content.source.fileId, path: 'media.fileId' }] : []),
        ...named(content.previewFileId, 'media.previewFileId'),
      ]
    case 'carousel':
      return content.cards.flatMap((card, n) => named(card.imageFileId, `carousel.cards.${n}.imageFileId`))
    case 'quickReplies':
      return content.replies.flatMap((reply, n) =>
        named(reply.imageFileId, `quickReplies.replies.${n}.imageFileId`),
      )
    default:
      return []
  }
}

function named(fileId: string | undefined, path: string): NamedFile[] {
  return fileId === undefined ? [] : [{ fileId, path }]
}

/** Whether no file of the project stands in it: then it is a content as channels take it. */
export function namesNoFile(content: GivenContent): content is OutboundContent {
  return filesIn(content).length === 0
}
