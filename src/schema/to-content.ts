import type { Json } from '../channels/inbound.ts'
import type { Button } from '../channels/outbound.ts'
import { present } from '../channels/shared/present.ts'
import type { GivenContent } from '../domain/outbound/given-content.ts'
import type { WrittenContent } from '../domain/templates/resolve-content.ts'
import { InvalidInput } from '../domain/user-failure.ts'
import { filterIdOf } from './global-id.ts'
import type { MessageContentInput } from './message-content-input.ts'
import type { ButtonInput } from './message-content-parts.ts'
import { storable } from './mutation-input.ts'

type Input = typeof MessageContentInput.$inferInput

/** A content that is said as it is. Throws InvalidInput for a stored template too. */
export function toContent(input: Input): GivenContent {
  const content = toWrittenContent(input)
  if (content.kind !== 'storedTemplate') return content
  throw invalid('A stored template can only be sent, not written here', 'template.templateId')
}

/** The content as channels take it, or the name of a stored one. Throws InvalidInput for what the types cannot say. */
export function toWrittenContent(input: Input): WrittenContent {
  return storable(contentOf(input), 'content')
}

function contentOf(input: Input): WrittenContent {
  if (input.text) return { kind: 'text', text: input.text.text }
  if (input.media) return toMedia(input.media)
  if (input.quickReplies)
    return {
      kind: 'quickReplies',
      text: input.quickReplies.text,
      replies: input.quickReplies.replies.map((reply, n) => pictured(reply, `quickReplies.replies.${n}`)),
    }
  if (input.buttons) {
    const { text, buttons, header, footer } = input.buttons
    return {
      kind: 'buttons',
      text,
      buttons: toButtons(buttons, 'buttons.buttons'),
      ...filled({ header, footer }),
    }
  }
  if (input.list) {
    const { text, buttonLabel, sections, header, footer } = input.list
    const filledSections = sections.map(({ title, rows }) => ({
      ...filled({ title }),
      rows: rows.map((row) => filled(row)),
    }))
    return { kind: 'list', text, buttonLabel, sections: filledSections, ...filled({ header, footer }) }
  }
  if (input.carousel) {
    const cards = input.carousel.cards.map(({ buttons, title, ...card }, n) => ({
      title,
      ...pictured(card, `carousel.cards.${n}`),
      buttons: toButtons(buttons ?? [], `carousel.cards.${n}.buttons`),
    }))
    return { kind: 'carousel', ...filled({ text: input.carousel.text }), cards }
  }
  if (input.location) return toLocation(input.location)
  if (input.contact) return { kind: 'contact', ...filled(input.contact) }
  if (input.template) {
    return toTemplate(input.template)
  }
  return { kind: 'native', payload: input.native as Json }
}

function toTemplate(template: NonNullable<Input['template']>): WrittenContent {
  const { templateId, variables, name, language, components } = template
  if (templateId == null) {
    if (name == null || language == null || variables)
      throw invalid(
        'Give template.templateId with variables, or name and language with components',
        'template',
      )
    return { kind: 'template', name, language, components: (components ?? []) as Json[] }
  }
  if (name != null || language != null || components)
    throw invalid('With template.templateId come variables, and no name, language or components', 'template')
  const values = new Map((variables ?? []).map((one) => [one.name, one.value]))
  if (values.size < (variables?.length ?? 0)) throw invalid('A variable is given twice', 'template.variables')
  // Malformed and mistyped ids name nothing.
  return {
    kind: 'storedTemplate',
    templateId: filterIdOf('MessageTemplate', templateId) ?? '',
    values: Object.fromEntries(values),
  }
}

function toMedia(media: NonNullable<Input['media']>): GivenContent {
  const { type, url, externalId, fileId, previewFileId, caption, fileName, duration, previewUrl } = media
  if ([url, externalId, fileId].filter((one) => one != null).length !== 1)
    throw invalid('Give media.fileId, media.url or media.externalId, one of them', 'media')
  if (previewUrl != null && previewFileId != null)
    throw invalid('Give media.previewUrl or media.previewFileId, not both', 'media')
  const source =
    fileId != null ? { fileId: toFileId(fileId) } : url != null ? { url } : { id: externalId ?? '' }
  return {
    kind: 'media',
    type,
    source,
    ...filled({ caption, fileName, duration, previewUrl }),
    ...(previewFileId != null && { previewFileId: toFileId(previewFileId) }),
  }
}

/** An item with its picture, which is an address or a file of the project. */
function pictured<
  T extends { imageUrl?: string | null | undefined; imageFileId?: string | null | undefined },
>({ imageFileId, ...item }: T, path: string) {
  if (imageFileId == null) return filled(item)
  if (item.imageUrl != null) throw invalid('Give imageUrl or imageFileId, not both', path)
  return { ...filled(item), imageFileId: toFileId(imageFileId) }
}

/** Malformed and mistyped ids name nothing: whoever looks for the file says that there is none. */
const toFileId = (globalId: string): string => filterIdOf('MediaFile', globalId) ?? ''

function toLocation(location: NonNullable<Input['location']>): GivenContent {
  const { latitude, longitude, name, address } = location
  if (Math.abs(latitude) > 90) throw invalid('latitude must be from -90 to 90 degrees', 'location.latitude')
  if (Math.abs(longitude) > 180)
    throw invalid('longitude must be from -180 to 180 degrees', 'location.longitude')
  return { kind: 'location', latitude, longitude, ...filled({ name, address }) }
}

function toButtons(buttons: readonly (typeof ButtonInput.$inferInput)[], path: string): Button[] {
  return buttons.map(({ label, payload, url, phone }, n) => {
    const actions: Button['action'][] = []
    if (payload != null) actions.push({ type: 'postback', payload })
    if (url != null) actions.push({ type: 'url', url })
    if (phone != null) actions.push({ type: 'call', phone })
    const [action] = actions
    if (!action || actions.length > 1)
      throw invalid('A button takes exactly one of payload, url and phone', `${path}.${n}`)
    return { label, action }
  })
}

function invalid(message: string, path: string): InvalidInput {
  return new InvalidInput(message, ['input', 'content', ...path.split('.')])
}

type Filled<T> = {
  [K in keyof T as null extends T[K] ? never : undefined extends T[K] ? never : K]: T[K]
} & {
  [K in keyof T]?: NonNullable<T[K]>
}

/** Without the members that are null: for the channels what is not there is absent. */
function filled<T extends object>(input: T): Filled<T> {
  const entries = Object.entries(input).map(([key, value]) => [key, value ?? undefined])
  return present(Object.fromEntries(entries)) as Filled<T>
}
