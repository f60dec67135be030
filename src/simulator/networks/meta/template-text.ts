/** What a person sees of a template that was sent: …/whatsapp/cloud-api/guides/send-message-templates */
import { isObject } from '../../json.ts'
import type { Json, JsonObject } from '../../network.ts'
import type { Template } from './message-templates.ts'

/** Refuses what does not fit the template, in the network's way. */
export type RefuseTemplate = (details: string) => never

/** Header, body and footer with the values that were sent. */
export function filledText(template: Template, components: JsonObject[], refuse: RefuseTemplate): string {
  const texts = ['HEADER', 'BODY', 'FOOTER'].flatMap(
    (type) => filled(template, type, components, refuse) ?? [],
  )
  return texts.join('\n\n')
}

/** The text of a component with its variables replaced; refuses when their number is another. */
function filled(
  template: Template,
  type: string,
  components: JsonObject[],
  refuse: RefuseTemplate,
): string | null {
  const text = template.components.find((one) => one.type === type)?.text
  if (typeof text !== 'string') return null
  const names = [...new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((match) => match[1] ?? ''))]
  const parameters = parametersIn(components.find((one) => isType(one, type)))
  if (parameters.length !== names.length) {
    refuse(
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

export function buttonsIn(template: Template): JsonObject[] {
  const given = template.components.find((one) => one.type === 'BUTTONS')?.buttons
  return Array.isArray(given) ? given.filter(isObject) : []
}

export function isType(component: JsonObject, type: string): boolean {
  return String(component.type).toUpperCase() === type
}

export function parametersIn(component: JsonObject | undefined): JsonObject[] {
  const given: Json | undefined = component?.parameters
  return Array.isArray(given) ? given.filter(isObject) : []
}

/** `https://a.example/{{1}}` with its end. */
export function withSuffix(url: Json | undefined, suffix: Json | undefined): string {
  return String(url ?? '').replace(/\{\{\s*\w+\s*\}\}/, typeof suffix === 'string' ? suffix : '')
}
