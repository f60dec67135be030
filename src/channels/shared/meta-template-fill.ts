/** Values put into a message template: …/whatsapp/message-templates/sending, …/send-messages/utility-messages */
import type { Json } from '../inbound.ts'
import type { ContentError } from '../outbound.ts'
import type { FilledTemplate, VariableError } from '../templates.ts'
import { isObject, type JsonObject, listAt } from './json.ts'
import {
  buttonsOf,
  componentOf,
  isPosition,
  placeholdersIn,
  replacePlaceholders,
  type Slot,
  slotsOf,
  textIn,
  wordAt,
} from './meta-template-slots.ts'
import { textLength } from './split-text.ts'

/** Where the networks of Meta differ about templates that are sent. */
export interface TemplateDialect {
  name: string
  /** Values may hold no line breaks, no tabs and no more than four spaces in a row. */
  flatValues: boolean
  /** Most characters of the whole, with its values; absent where none is documented. */
  limits: { header?: number; body?: number; url?: number; code?: number; payload?: number }
  /** The components that say what the buttons are given. */
  buttons(given: readonly { slot: Slot; value: string }[]): Json[]
}

type Values = ReadonlyMap<string, string>

/** Parts whose values are no texts: they are sent in the network's own components. */
const UNFILLABLE: readonly string[] = [
  'CAROUSEL',
  'LIMITED_TIME_OFFER',
  'ORDER_DETAILS',
  'LOCATION',
  'PRODUCT',
]
const UNFILLABLE_BUTTONS: readonly string[] = ['CATALOG', 'MPM', 'SPM']

export function fillTemplate(
  components: readonly Json[],
  values: Values,
  dialect: TemplateDialect,
): FilledTemplate {
  const slots = slotsOf(components)
  const error =
    unfillable(components, dialect) ??
    unknownValue(slots, values) ??
    firstError(slots, values, dialect) ??
    tooLong(components, slots, values, dialect)
  if (error) return { ok: false, error }
  const sent = [
    ...textComponent('header', slots, values),
    ...textComponent('body', slots, values),
    ...dialect.buttons(
      slots.flatMap((slot) => {
        const value = slot.part === 'button' ? values.get(slot.name) : undefined
        return value === undefined ? [] : [{ slot, value }]
      }),
    ),
  ]
  return { ok: true, components: sent, text: textOfTemplate(components, sent) ?? '' }
}

/** Header, body and footer as the customer reads them; null where the body is not known. */
export function textOfTemplate(components: readonly Json[], sent: readonly Json[]): string | null {
  if (!componentOf(components, 'BODY')) return null
  const texts = ['HEADER', 'BODY', 'FOOTER'].map((type) => {
    const parameters = parametersOf(componentOf(sent, type))
    const text = textIn(componentOf(components, type))
    const order = placeholdersIn(text)
    return replacePlaceholders(text, (name) => {
      const named = parameters.find((one) => one.parameter_name === name)
      return shown(named ?? parameters[order.indexOf(name)]) ?? `{{${name}}}`
    })
  })
  return texts.filter((text) => text !== '').join('\n\n')
}

function parametersOf(component: JsonObject | undefined): JsonObject[] {
  if (!component) return []
  // Files stand before texts, and have no place in the text.
  return listAt(component, 'parameters')
    .filter(isObject)
    .filter((one) => !isMedia(one))
}

const isMedia = (parameter: JsonObject) => ['IMAGE', 'VIDEO', 'DOCUMENT'].includes(wordAt(parameter, 'type'))

/** Of a currency or a date people read the fallback. */
function shown(parameter: JsonObject | undefined): string | undefined {
  if (typeof parameter?.text === 'string') return parameter.text
  const localised = [parameter?.currency, parameter?.date_time].find(isObject)
  return typeof localised?.fallback_value === 'string' ? localised.fallback_value : undefined
}

function textComponent(part: 'header' | 'body', slots: readonly Slot[], values: Values): Json[] {
  const parameters = slots.flatMap((slot): Json[] => {
    const value = values.get(slot.name)
    if (value === undefined) return []
    if (part === 'header' && slot.part === 'headerMedia') return [mediaParameter(slot, value)]
    if (slot.part !== part) return []
    const named = isPosition(slot.placeholder) ? {} : { parameter_name: slot.placeholder }
    return [{ type: 'text', ...named, text: value }]
  })
  return parameters.length === 0 ? [] : [{ type: part, parameters }]
}

/** By an address, or by the id of a file that the network has. */
function mediaParameter({ kind }: Slot, value: string): Json {
  const type = kind.toLowerCase()
  if (!isAddress(value)) return { type, [type]: { id: value } }
  const fileName = kind === 'DOCUMENT' ? URL.parse(value)?.pathname.split('/').at(-1) : undefined
  return { type, [type]: { link: value, ...(fileName && { filename: fileName }) } }
}

const isAddress = (value: string) => /^https?:\/\//i.test(value)

function unfillable(components: readonly Json[], { name }: TemplateDialect): ContentError | null {
  const parts = components.filter(isObject).flatMap((one) => [wordAt(one, 'type'), wordAt(one, 'format')])
  const buttons = buttonsOf(components).map((one) => wordAt(one, 'type'))
  const lacking =
    parts.find((part) => UNFILLABLE.includes(part)) ??
    buttons.find((type) => UNFILLABLE_BUTTONS.includes(type))
  if (lacking === undefined) return null
  const message = `The template has a part of ${name} that texts cannot fill, ${lacking}: send it by name, language and components.`
  return { code: 'UNSUPPORTED_CONTENT', message, path: 'template.variables' }
}

function unknownValue(slots: readonly Slot[], values: Values): VariableError | null {
  const names = slots.map((slot) => slot.name)
  const variable = [...values.keys()].find((name) => !names.includes(name))
  if (variable === undefined) return null
  const known = names.length > 0 ? `it has ${[...new Set(names)].join(', ')}` : 'it has none'
  const message = `The template has no variable ${JSON.stringify(variable)}; ${known}.`
  return { code: 'UNKNOWN_TEMPLATE_VARIABLE', message, variable }
}

function firstError(slots: readonly Slot[], values: Values, dialect: TemplateDialect): VariableError | null {
  for (const slot of slots) {
    const value = values.get(slot.name)
    if (value === undefined && !slot.isRequired) continue
    const { name: variable, where, example } = slot
    if (value === undefined) {
      const such = example === null ? '' : `, such as ${JSON.stringify(example)}`
      const message = `The template needs the variable ${JSON.stringify(variable)}, in ${where}${such}.`
      return { code: 'MISSING_TEMPLATE_VARIABLE', message, variable }
    }
    const reason = reasonAgainst(slot, value, dialect)
    if (reason) {
      const message = `The variable ${JSON.stringify(variable)}, in ${where}, ${reason}.`
      return { code: 'INVALID_TEMPLATE_VARIABLE', message, variable }
    }
  }
  return null
}

function reasonAgainst(
  { kind }: Slot,
  value: string,
  { name, flatValues, limits }: TemplateDialect,
): string | null {
  if (value.trim() === '') return `is empty: ${name} takes no empty values`
  const most = { URL_SUFFIX: limits.url, CODE: limits.code, PAYLOAD: limits.payload }[kind as 'CODE']
  const length = textLength(value, 'CHARACTERS')
  if (most !== undefined && length > most) return `has ${length} characters; ${name} takes at most ${most}`
  // Error 132018: "cannot have new-line/tab characters or more than 4 consecutive spaces".
  if (kind === 'TEXT' && flatValues && /[\n\r\t]| {5}/.test(value))
    return `holds a line break, a tab or more than four spaces in a row, which ${name} does not take`
  return null
}

function tooLong(
  components: readonly Json[],
  slots: readonly Slot[],
  values: Values,
  { name, limits }: TemplateDialect,
): VariableError | null {
  for (const part of ['header', 'body'] as const) {
    const most = limits[part]
    const own = slots.filter((slot) => slot.part === part)
    const last = own.at(-1)
    if (most === undefined || !last) continue
    const text = textIn(componentOf(components, part.toUpperCase()))
    const filled = replacePlaceholders(text, (placeholder) => {
      const slot = own.find((one) => one.placeholder === placeholder)
      return values.get(slot?.name ?? '') ?? ''
    })
    const length = textLength(filled, 'CHARACTERS')
    if (length <= most) continue
    const message = `With its values the ${part} has ${length} characters; ${name} takes at most ${most}: shorten one.`
    return { code: 'INVALID_TEMPLATE_VARIABLE', message, variable: last.name }
  }
  return null
}
