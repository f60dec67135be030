/** …/whatsapp/cloud-api/guides/send-message-templates */

import { isObject } from '../../json.ts'
import type { Account, Json, JsonObject, SimulatedButton, World } from '../../network.ts'
import { requireObject, requireText } from './check.ts'
import type { Content } from './content-shape.ts'
import { refuseCloud } from './errors.ts'
import { type Template, templatesOf } from './templates.ts'

export function templateContent(given: JsonObject, place: { account: Account; world: World }): Content {
  const name = requireText(given.name, "template['name']", 512)
  const language = requireText(
    requireObject(given.language, "template['language']").code,
    'language code',
    20,
  )
  const template = templatesOf(place.account, place.world).find(
    (one) => one.name === name && one.language === language && one.status === 'APPROVED',
  )
  if (!template) refuseCloud(132001, `template name (${name}) does not exist in ${language}`)
  const components = Array.isArray(given.components) ? given.components.filter(isObject) : []
  const texts = ['HEADER', 'BODY', 'FOOTER'].flatMap((type) => filled(template, type, components) ?? [])
  return { type: 'template', text: texts.join('\n\n'), buttons: buttonsOf(template, components) }
}

/** The text of a component with its variables replaced; refuses when their number is another. */
function filled(template: Template, type: string, components: JsonObject[]): string | null {
  const text = template.components.find((one) => one.type === type)?.text
  if (typeof text !== 'string') return null
  const names = [...new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((match) => match[1] ?? ''))]
  const parameters = parametersOf(components.find((one) => isType(one, type)))
  if (parameters.length !== names.length) {
    refuseCloud(
      132000,
      `${type.toLowerCase()}: number of localizable_params (${parameters.length}) does not match the expected number of params (${names.length})`,
    )
  }
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => {
    const named = parameters.find((one) => one.parameter_name === name)
    return shown(named ?? parameters[names.indexOf(name)])
  })
}

/** What a person reads of a currency or a date is the fallback. */
function shown(parameter: JsonObject | undefined): string {
  if (typeof parameter?.text === 'string') return parameter.text
  const localizable = [parameter?.currency, parameter?.date_time].find(isObject)
  return typeof localizable?.fallback_value === 'string' ? localizable.fallback_value : ''
}

function buttonsOf(template: Template, components: JsonObject[]): SimulatedButton[] {
  const given = template.components.find((one) => one.type === 'BUTTONS')?.buttons
  const buttons = Array.isArray(given) ? given.filter(isObject) : []
  return buttons.map((button, index): SimulatedButton => {
    const label = String(button.text ?? '')
    if (button.type === 'URL') return { kind: 'url', label, url: String(button.url ?? '') }
    if (button.type === 'PHONE_NUMBER')
      return { kind: 'call', label, phone: String(button.phone_number ?? '') }
    const sent = components.find((one) => isType(one, 'BUTTON') && Number(one.index) === index)
    const payload = parametersOf(sent)[0]?.payload
    return { kind: 'quickReply', label, payload: typeof payload === 'string' ? payload : label }
  })
}

function isType(component: JsonObject, type: string): boolean {
  return String(component.type).toUpperCase() === type
}

function parametersOf(component: JsonObject | undefined): JsonObject[] {
  const given: Json | undefined = component?.parameters
  return Array.isArray(given) ? given.filter(isObject) : []
}
