import type { AttachmentDraft, Json, MessageContent } from '../../channels/inbound.ts'
import { present } from '../../channels/shared/present.ts'
import { hashtagsIn } from '../../channels/shared/text.ts'
import { filesIn, type GivenContent } from './given-content.ts'
import type { OurFiles } from './our-files.ts'

/** How a content of ours stands in the conversation: what the customer sees, and the parts that are not text. */
export function storedContent(content: GivenContent, files: OurFiles = new Map()): MessageContent {
  const stored = withoutPictures(content, files)
  if (content.kind === 'media') return stored
  // Pictures of cards and replies are files of the message, too: kept as long as it is there.
  const pictures = filesIn(content).map(({ fileId }) => fileAttachment('IMAGE', fileId, files))
  return { ...stored, attachments: [...stored.attachments, ...pictures] }
}

function withoutPictures(content: GivenContent, files: OurFiles): MessageContent {
  const { kind, ...data } = content
  switch (content.kind) {
    case 'text':
      return { type: 'TEXT', text: content.text, attachments: [], ...tagged(content.text) }
    case 'media': {
      const { type, source, caption, fileName, duration } = content
      const file =
        'fileId' in source
          ? fileAttachment(type, source.fileId, files)
          : 'url' in source
            ? { url: source.url }
            : { externalId: source.id }
      const attachment = { type, ...file, ...(fileName && { fileName }), ...(duration && { duration }) }
      const preview =
        content.previewFileId === undefined ? [] : [fileAttachment('IMAGE', content.previewFileId, files)]
      return { type, text: caption ?? null, attachments: [attachment, ...preview], ...tagged(caption ?? '') }
    }
    case 'location':
      return { type: 'LOCATION', text: null, attachments: [], data: plain(data) }
    case 'contact':
      return { type: 'CONTACT', text: null, attachments: [], data: plain(data) }
    case 'template': {
      const { name, language, components, text = null } = content
      return { type: 'TEMPLATE', text, attachments: [], data: plain({ name, language, components }) }
    }
    case 'native':
      return { type: 'INTERACTIVE', text: null, attachments: [], data: { native: content.payload } }
    case 'carousel':
      return {
        type: 'INTERACTIVE',
        text: content.text ?? null,
        attachments: [],
        data: { [kind]: plain(data) },
      }
    default:
      return { type: 'INTERACTIVE', text: content.text, attachments: [], data: { [kind]: plain(data) } }
  }
}

function fileAttachment(type: AttachmentDraft['type'], fileId: string, files: OurFiles): AttachmentDraft {
  const { mimeType, size, sha256, width, height, fileName } = files.get(fileId) ?? {}
  return {
    type,
    fileId,
    ...present({
      mimeType,
      size,
      sha256,
      width: width ?? undefined,
      height: height ?? undefined,
      fileName: fileName ?? undefined,
    }),
  }
}

function tagged(text: string): { hashtags?: string[] } {
  const hashtags = hashtagsIn(text)
  return hashtags.length > 0 ? { hashtags } : {}
}

function plain(data: object): { [key: string]: Json } {
  return JSON.parse(JSON.stringify(data)) as { [key: string]: Json }
}
