/** Contents that become text: …/messenger-platform/reference/send-api#message */
import type { OutboundContent } from '../outbound.ts'
import type { JsonObject } from './json.ts'
import type { Draft, MetaNetwork, TextLimit } from './meta-network.ts'
import { checkFilled, fieldsOf, given, invalid } from './meta-rules.ts'
import { splitText } from './split-text.ts'

type ContentOf<Kind extends OutboundContent['kind']> = Extract<OutboundContent, { kind: Kind }>

/** As many messages as the text needs. */
export function textMessages(text: string, { limit, unit }: TextLimit): JsonObject[] {
  return splitText(text, limit, unit).map((part) => ({ text: part }))
}

export function draftText({ text }: ContentOf<'text'>, network: MetaNetwork): Draft {
  const error = checkFilled(text, { network: network.name, what: 'a text', path: 'text.text' })
  return error ? { error } : { messages: textMessages(text, network.text), losses: [] }
}

/**
 * The last part of a text stands with what it introduces, such as buttons, where less of it may be allowed; what
 * comes before goes ahead in messages of its own.
 */
export function leadAndLast(text: string, network: MetaNetwork, { limit, unit }: TextLimit) {
  const last = splitText(text, limit, unit).at(-1) ?? ''
  const before = text.slice(0, text.lastIndexOf(last)).trim()
  return { lead: before === '' ? [] : textMessages(before, network.text), last }
}

/** Neither network has places for a header and a footer. */
export function foldText(
  { header, text, footer }: { header?: string; text: string; footer?: string },
  network: MetaNetwork,
): { text: string; losses: string[] } {
  const parts = [header, text, footer].filter((part) => given(part) !== undefined)
  const losses =
    parts.length > 1 ? [`${network.name} has no headers and footers: they stand in the text.`] : []
  return { text: parts.join('\n\n'), losses }
}

export function draftLocation(content: ContentOf<'location'>, network: MetaNetwork): Draft {
  const { latitude, longitude, name, address } = content
  if (!(Math.abs(latitude) <= 90))
    return invalid(`A latitude is between -90 and 90: it is ${latitude}.`, 'location.latitude')
  if (!(Math.abs(longitude) <= 180))
    return invalid(`A longitude is between -180 and 180: it is ${longitude}.`, 'location.longitude')
  // developers.google.com/maps/documentation/urls/get-started#search-action
  const map = `https://www.google.com/maps/search/?api=1&query=${latitude},${longitude}`
  return {
    messages: textMessages(lines([name, address, map]), network.text),
    losses: [`${network.name} cannot send a location: it becomes a text with a link to a map.`],
  }
}

export function draftContact(content: ContentOf<'contact'>, network: MetaNetwork): Draft {
  const { name, phone, email, organization } = content
  const field = fieldsOf(network.name, 'contact')
  const error =
    checkFilled(name, field('the name of the contact', 'name')) ??
    checkFilled(phone, field('the phone number of the contact', 'phone'))
  if (error) return { error }
  return {
    messages: textMessages(lines([name, organization, phone, email]), network.text),
    losses: [`${network.name} cannot send a contact card: it becomes a text.`],
  }
}

function lines(parts: (string | undefined)[]): string {
  return parts.filter((part) => given(part) !== undefined).join('\n')
}
