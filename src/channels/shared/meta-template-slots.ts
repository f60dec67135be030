/**
 * The places of a message template that whoever sends it fills: `{{1}}` or `{{order_id}}` in texts, the file of a
 * header, the end of a button's address, its code or payload. …/whatsapp/message-templates/components,
 * …/messenger-platform/send-messages/utility-messages
 */
import type { Json } from '../inbound.ts'
import type { TemplateVariable, TemplateVariableKind } from '../templates.ts'
import { isObject, type JsonObject, listAt } from './json.ts'

export interface Slot extends TemplateVariable {
  part: 'header' | 'headerMedia' | 'body' | 'button'
  /** What stands between the braces; empty where there are none. */
  placeholder: string
  /** Which button. */
  index: number
  /** Of a button: URL, QUICK_REPLY, COPY_CODE, POSTBACK or OTP. */
  button: string
}

const PLACEHOLDER = /\{\{\s*([^{}\s]+)\s*\}\}/g
const MEDIA: readonly string[] = ['IMAGE', 'VIDEO', 'DOCUMENT']

/** Each once: positional ones by their number, named ones as they come. */
export function placeholdersIn(text: string): string[] {
  const names = [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name))]
  return names.every(isPosition) ? names.sort((a, b) => Number(a) - Number(b)) : names
}

export function replacePlaceholders(text: string, value: (name: string) => string): string {
  return text.replace(PLACEHOLDER, (_whole, name: string) => value(name))
}

export function isPosition(name: string): boolean {
  return /^\d+$/.test(name)
}

export function componentOf(components: readonly Json[], type: string): JsonObject | undefined {
  return components.filter(isObject).find((one) => wordAt(one, 'type') === type)
}

export function buttonsOf(components: readonly Json[]): JsonObject[] {
  const buttons = componentOf(components, 'BUTTONS')
  return buttons ? listAt(buttons, 'buttons').filter(isObject) : []
}

/** Types are written in capitals where templates are made, and small where they are sent. */
export function wordAt(object: JsonObject, key: string): string {
  return String(object[key] ?? '').toUpperCase()
}

export function textIn(component: JsonObject | undefined): string {
  return typeof component?.text === 'string' ? component.text : ''
}

export function slotsOf(components: readonly Json[]): Slot[] {
  return [
    ...headerSlots(componentOf(components, 'HEADER')),
    ...textSlots('body', componentOf(components, 'BODY')),
    ...buttonsOf(components).flatMap(buttonSlots),
  ]
}

function headerSlots(header: JsonObject | undefined): Slot[] {
  if (!header) return []
  const format = wordAt(header, 'format')
  if (!MEDIA.includes(format)) return textSlots('header', header)
  const example = exampleAt(header, 'header_handle', 0)
  const media = slot('headerMedia', 'header.media', 'header', format as TemplateVariableKind, example)
  return [media, ...textSlots('header', header)]
}

/** Header and body count from 1 each: the header's numbers are told apart by its name. */
function textSlots(part: 'header' | 'body', component: JsonObject | undefined): Slot[] {
  if (!component) return []
  return placeholdersIn(textIn(component)).map((placeholder, n) => {
    const name = part === 'header' && isPosition(placeholder) ? `header.${placeholder}` : placeholder
    const example = namedExample(component, part, placeholder) ?? exampleAt(component, `${part}_text`, n)
    return { ...slot(part, name, part, 'TEXT', example), placeholder }
  })
}

function buttonSlots(button: JsonObject, index: number): Slot[] {
  const type = wordAt(button, 'type')
  const make = (
    name: string,
    kind: TemplateVariableKind,
    example: string | null,
    isRequired = true,
  ): Slot[] => [
    {
      ...slot('button', `button.${index}.${name}`, `buttons.${index}`, kind, example),
      index,
      button: type,
      isRequired,
    },
  ]
  switch (type) {
    case 'URL':
      return placeholdersIn(String(button.url ?? '')).length > 0
        ? make('url', 'URL_SUFFIX', firstText(button.example))
        : []
    case 'COPY_CODE':
      return make('code', 'CODE', firstText(button.example))
    case 'OTP':
      return make('code', 'CODE', null)
    // Without a payload the label comes back.
    case 'QUICK_REPLY':
      return make('payload', 'PAYLOAD', null, false)
    case 'POSTBACK':
      return placeholdersIn(String(button.payload ?? '')).length > 0 ? make('payload', 'PAYLOAD', null) : []
    default:
      return []
  }
}

function slot(
  part: Slot['part'],
  name: string,
  where: string,
  kind: TemplateVariableKind,
  example: string | null,
): Slot {
  return { part, name, where, kind, example, isRequired: true, placeholder: '', index: 0, button: '' }
}

function namedExample(component: JsonObject, part: string, name: string): string | null {
  const examples = isObject(component.example) ? listAt(component.example, `${part}_text_named_params`) : []
  const found = examples.filter(isObject).find((one) => one.param_name === name)
  return typeof found?.example === 'string' ? found.example : null
}

/** `body_text` is a list of lists, of which one is filled; the header's is flat. */
function exampleAt(component: JsonObject, key: string, n: number): string | null {
  const examples = isObject(component.example) ? listAt(component.example, key) : []
  const flat = Array.isArray(examples[0]) ? examples[0] : examples
  const example = flat[n]
  return typeof example === 'string' ? example : null
}

function firstText(example: Json | undefined): string | null {
  if (typeof example === 'string') return example
  if (Array.isArray(example)) return firstText(example[0])
  return isObject(example) ? firstText(Object.values(example)[0]) : null
}
