import type { OutboundContent } from '../outbound.ts'
import { onEarth, placeWords, visible } from '../shared/content-rules.ts'
import { invalid } from '../shared/refusal.ts'
import { type Draft, draft } from './draft.ts'
import { graphemesIn } from './graphemes.ts'
import * as limits from './limits.ts'
import { callAction } from './render-actions.ts'
import { bubble, bubbleMessage, heading, paragraph, smallPrint } from './render-flex.ts'

type Of<K extends OutboundContent['kind']> = Extract<OutboundContent, { kind: K }>

/** Title and address are required: …/messaging-api/#location-message */
export function renderLocation(content: Of<'location'>): Draft {
  onEarth(content)
  const { latitude, longitude, name, address } = content
  const words = placeWords(content)
  placeWordWithin(words.title, name ? 'location.name' : 'location.address')
  placeWordWithin(words.address, 'location.address')
  const complete = name && address
  return draft(
    [{ type: 'location', ...words, latitude, longitude }],
    !complete &&
      'LINE wants the name and the address of a place: what is missing is filled by what is known.',
  )
}

function placeWordWithin(text: string, path: string): void {
  if (text.length > limits.PLACE_WORDS)
    throw invalid(
      `LINE takes names and addresses of up to ${limits.PLACE_WORDS} UTF-16 units; this one has ${text.length}.`,
      path,
    )
}

/** The number is a button that calls it. Mail addresses open nothing: …/messaging-api/#uri-action */
export function renderContact({ name, phone, email, organization }: Of<'contact'>): Draft {
  const title = visible(name, 'The name', 'contact.name')
  const call = callAction(phone, 'contact.phone')
  if (graphemesIn(phone) > limits.LABEL.flex)
    throw invalid(`LINE shows numbers of up to ${limits.LABEL.flex} characters on a button.`, 'contact.phone')
  const body = [
    heading(title),
    ...(organization ? [smallPrint(organization)] : []),
    ...(email ? [paragraph(email)] : []),
  ]
  const button = { type: 'button', style: 'link', height: 'sm', action: { label: phone, ...call } }
  return draft(
    [bubbleMessage(`${title}: ${phone}`, bubble(body, { footer: [button] }), 'contact')],
    'LINE accounts send no contacts: it is shown as a bubble that calls the number and cannot be saved.',
  )
}
