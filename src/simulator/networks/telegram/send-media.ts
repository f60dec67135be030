/** core.telegram.org/bots/api#sendphoto and its neighbours: they differ in the field of the file. */
import type { Performed } from '../../network.ts'
import { deliver, type Outgoing } from './deliver.ts'
import { attachmentOf, readInputFile } from './files.ts'
import { mediaFields } from './media-fields.ts'
import type { MediaKind } from './media-kinds.ts'
import type { TelegramRequest } from './request.ts'
import { captionFields, readCaption } from './send-text.ts'

/** Stickers and round videos have no captions. */
const WITHOUT_CAPTION: readonly MediaKind[] = ['sticker', 'video_note']

export function sendMedia(kind: MediaKind): (request: TelegramRequest) => Performed {
  return (request) => deliver(request, outgoingMedia(request, kind, kind))
}

/** `field`: where the parameters have the file. */
export function outgoingMedia(request: TelegramRequest, kind: MediaKind, field: string): Outgoing {
  const { account, world, params } = request
  const ref = readInputFile(request, field, kind)
  const caption = WITHOUT_CAPTION.includes(kind) ? { text: '', entities: [] } : readCaption(params)
  return {
    fields: { ...mediaFields(account, ref, world, params), ...captionFields(caption) },
    seen: { type: kind, text: caption.text === '' ? null : caption.text, attachments: [attachmentOf(ref)] },
  }
}
