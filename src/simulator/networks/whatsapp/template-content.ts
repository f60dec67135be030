/** …/whatsapp/cloud-api/guides/send-message-templates */

import { isObject } from '../../json.ts'
import type { Account, JsonObject, SimulatedAttachment, SimulatedButton, World } from '../../network.ts'
import type { Template } from '../meta/message-templates.ts'
import { buttonsIn, filledText, isType, parametersIn, withSuffix } from '../meta/template-text.ts'
import { requireObject, requireText } from './check.ts'
import type { Content } from './content-shape.ts'
import { refuseCloud } from './errors.ts'
import { templatesOf } from './templates.ts'

export function templateContent(given: JsonObject, place: { account: Account; world: World }): Content {
  const name = requireText(given.name, "template['name']", 512)
  const language = requireText(
    requireObject(given.language, "template['language']").code,
    'language code',
    20,
  )
  const template = templatesOf(place.account, place.world).find(
    (one) => one.name === name && one.language === language,
  )
  if (template?.status === 'PAUSED') refuseCloud(132015, `template name (${name}) is paused`)
  if (template?.status === 'DISABLED') refuseCloud(132016, `template name (${name}) is disabled`)
  if (template?.status !== 'APPROVED')
    refuseCloud(132001, `template name (${name}) does not exist in ${language}`)
  const components = Array.isArray(given.components) ? given.components.filter(isObject) : []
  const text = filledText(template, components, (details) => refuseCloud(132000, details))
  const attachments = mediaOf(template, components)
  const buttons = buttonsOf(template, components)
  return { type: 'template', text, buttons, ...(attachments.length > 0 && { attachments }) }
}

/** The picture, film or document above the text, which the sender gives. */
function mediaOf(template: Template, components: JsonObject[]): SimulatedAttachment[] {
  const format = String(template.components.find((one) => one.type === 'HEADER')?.format ?? '').toLowerCase()
  if (!['image', 'video', 'document'].includes(format)) return []
  const given = parametersIn(components.find((one) => isType(one, 'HEADER')))[0]?.[format]
  if (!isObject(given)) refuseCloud(132012, `header: Format mismatch, expected ${format.toUpperCase()}`)
  const type = format === 'document' ? 'file' : (format as 'image' | 'video')
  if (typeof given.link === 'string') return [{ type, url: given.link }]
  return [{ type, mediaId: String(given.id ?? '') }]
}

function buttonsOf(template: Template, components: JsonObject[]): SimulatedButton[] {
  return buttonsIn(template).map((button, index): SimulatedButton => {
    const label = String(button.text ?? '')
    const sent = components.find((one) => isType(one, 'BUTTON') && Number(one.index) === index)
    const [parameter] = parametersIn(sent)
    if (button.type === 'URL') {
      const url = String(button.url ?? '')
      if (url.includes('{{') && typeof parameter?.text !== 'string')
        refuseCloud(131008, `buttons: Button at index ${index} of type Url requires a parameter`)
      return { kind: 'url', label, url: withSuffix(url, parameter?.text) }
    }
    if (button.type === 'PHONE_NUMBER')
      return { kind: 'call', label, phone: String(button.phone_number ?? '') }
    if (button.type === 'COPY_CODE')
      return { kind: 'other', label, payload: String(parameter?.coupon_code ?? '') }
    const payload = parameter?.payload
    return { kind: 'quickReply', label, payload: typeof payload === 'string' ? payload : label }
  })
}
