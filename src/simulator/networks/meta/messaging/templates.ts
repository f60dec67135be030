/** …/messenger-platform/reference/templates */
import type { JsonObject, MessageDraft, SimulatedCard } from '../../../network.ts'
import { refuseParameter } from '../errors.ts'
import { buttons } from './buttons.ts'
import { requireList, requireText, requireUrl } from './check.ts'
import type { MessagingRules } from './rules.ts'

const PAYLOAD = 'message[attachment][payload]'

export type Shown = Pick<MessageDraft, 'type' | 'text' | 'buttons' | 'cards' | 'attachments'>

export function templateContent(payload: JsonObject, rules: MessagingRules): Shown {
  const type = payload.template_type
  if (typeof type !== 'string' || !rules.templateTypes.includes(type)) {
    refuseParameter(`Param ${PAYLOAD}[template_type] must be one of {${rules.templateTypes.join(', ')}}`)
  }
  if (type === 'generic') return { type: 'template', text: null, cards: genericCards(payload) }
  if (type === 'button') {
    return {
      type: 'template',
      text: requireText(payload.text, `${PAYLOAD}[text]`, 640),
      buttons: buttons(payload.buttons, `${PAYLOAD}[buttons]`),
    }
  }
  if (type === 'media') return mediaTemplate(payload)
  return { type: 'template', text: null }
}

function genericCards(payload: JsonObject): SimulatedCard[] {
  const elements = requireList(payload.elements, `${PAYLOAD}[elements]`, 10)
  return elements.map((element, index) => card(element, `${PAYLOAD}[elements][${index}]`))
}

function card(element: JsonObject, name: string): SimulatedCard {
  const { subtitle, image_url: image, default_action: action } = element
  const made: SimulatedCard = { title: requireText(element.title, `${name}[title]`, 80), buttons: [] }
  if (subtitle !== undefined) made.subtitle = requireText(subtitle, `${name}[subtitle]`, 80)
  if (image !== undefined) made.imageUrl = requireUrl(image, `${name}[image_url]`)
  if (typeof action === 'object' && action !== null && !Array.isArray(action)) {
    if (action.title !== undefined) refuseParameter(`Param ${name}[default_action] must not have a title`)
    made.url = requireUrl(action.url, `${name}[default_action][url]`)
  }
  if (element.buttons !== undefined) made.buttons = buttons(element.buttons, `${name}[buttons]`)
  const isBare = made.subtitle === undefined && made.imageUrl === undefined && made.buttons.length === 0
  if (isBare) refuseParameter(`Param ${name} needs something besides its title`)
  return made
}

function mediaTemplate(payload: JsonObject): Shown {
  const [element] = requireList(payload.elements, `${PAYLOAD}[elements]`, 1)
  const name = `${PAYLOAD}[elements][0]`
  const type = element?.media_type
  if (type !== 'image' && type !== 'video')
    refuseParameter(`Param ${name}[media_type] must be one of {IMAGE, VIDEO}`)
  const url = element?.url === undefined ? null : requireUrl(element.url, `${name}[url]`)
  if (url === null) requireText(element?.attachment_id, `${name}[attachment_id]`, 100)
  return {
    type: 'template',
    text: null,
    attachments: [{ type, ...(url !== null && { url }) }],
    ...(element?.buttons !== undefined && { buttons: buttons(element.buttons, `${name}[buttons]`) }),
  }
}
