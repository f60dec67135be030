import type { MediaContent } from '../outbound.ts'
import { captioned, draftAttachment } from '../shared/meta-media.ts'
import type { Draft, MetaNetwork } from '../shared/meta-network.ts'
import { unsupported } from '../shared/meta-rules.ts'

const name = 'Instagram'
/** The one sticker there is, and its name. */
const HEART = 'like_heart'

/** …/instagram-platform/instagram-api-with-instagram-login/messaging-api, and below it each kind of template */
export const instagram: MetaNetwork = {
  name,
  text: { limit: 1000, unit: 'BYTES' },
  // No reference names a limit: the lower of two that other services keep to, 2196 and 2200.
  comment: { network: name, edge: 'replies', limit: 2196, unit: 'CHARACTERS' },
  callButtons: false,
  replyPictures: false,
  // For accounts with a linked Page alone, on the other host: …/messenger-platform/changelog, 19 December 2025.
  quotes: false,
  metadata: false,
  media,
  template: () => unsupported('Instagram has no message templates: the nearest is a text.', 'template'),
}

function media(content: MediaContent): Draft {
  const { type, source } = content
  if (type === 'STICKER' && 'id' in source) return sticker(content, source.id)
  if (type === 'FILE' && !mayBePdf(content))
    return unsupported(
      'Instagram takes no files but PDF, beside pictures, videos and sounds: the nearest is the address in a text.',
      'media.source',
    )
  return draftAttachment(content, instagram)
}

function sticker(content: MediaContent, id: string): Draft {
  if (id === HEART) return captioned({ attachment: { type: HEART } }, content, instagram)
  const nearest = `the nearest is "${HEART}", or a picture`
  return unsupported(`Instagram has no sticker "${id}": ${nearest}.`, 'media.source.id')
}

/** A name without an extension tells nothing of what is in it. */
function mayBePdf({ fileName, source }: MediaContent): boolean {
  const path = 'url' in source ? URL.parse(source.url)?.pathname : ''
  const extension = /\.([A-Za-z0-9]{1,5})$/.exec(fileName ?? path ?? '')?.[1]
  return extension === undefined || extension.toLowerCase() === 'pdf'
}
