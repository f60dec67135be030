import type { OutboundContent } from '../outbound.ts'
import { onEarth, placeWords, visible } from '../shared/content-rules.ts'
import { invalid } from '../shared/refusal.ts'
import { textLength } from '../shared/split-text.ts'
import { type Draft, draft, part } from './draft.ts'
import * as limits from './limits.ts'

type Of<K extends OutboundContent['kind']> = Extract<OutboundContent, { kind: K }>

/** A point alone, or a venue, which has both a title and an address: core.telegram.org/bots/api#sendvenue */
export function renderLocation(content: Of<'location'>): Draft {
  onEarth(content)
  const { latitude, longitude, name, address } = content
  if (!name && !address) return draft([part('sendLocation', { latitude, longitude })])
  return draft(
    [part('sendVenue', { latitude, longitude, ...placeWords(content) })],
    !(name && address) &&
      'Telegram wants the name and the address of a place: what is missing is filled by what is known.',
  )
}

/** core.telegram.org/bots/api#sendcontact: what is not name and number is read from the vCard. */
export function renderContact(content: Of<'contact'>): Draft {
  const first_name = visible(content.name, 'The name', 'contact.name')
  const phone_number = visible(content.phone, 'The number', 'contact.phone')
  const detailed = Boolean(content.email || content.organization)
  return draft([
    part('sendContact', { phone_number, first_name, ...(detailed && { vcard: vcardOf(content) }) }),
  ])
}

/** RFC 2426, the version that address books of all systems read. */
function vcardOf({ name, phone, email, organization }: Of<'contact'>): string {
  const properties: [string, string | undefined][] = [
    ['FN', name],
    ['ORG', organization],
    ['TEL', phone],
    ['EMAIL', email],
  ]
  const lines = properties.flatMap(([property, value]) => (value ? [`${property}:${escaped(value)}`] : []))
  const vcard = ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD', ''].join('\r\n')
  const bytes = textLength(vcard, 'BYTES')
  if (bytes > limits.VCARD_BYTES)
    throw invalid(
      `Telegram takes contacts of up to ${limits.VCARD_BYTES} bytes as a vCard; this one has ${bytes}.`,
      'contact',
    )
  return vcard
}

/** Signs with a meaning in a value, and ends of lines, which would begin another property. */
function escaped(value: string): string {
  return value.replace(/[\\;,]/g, String.raw`\$&`).replace(/\r\n|\r|\n/g, String.raw`\n`)
}
