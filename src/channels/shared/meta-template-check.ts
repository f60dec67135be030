/** What is known to be refused before a template goes to review: …/message-templates/components, …/guidelines */
import type { Json } from '../inbound.ts'
import type { ContentError } from '../outbound.ts'
import type { TemplateDraft } from '../templates.ts'
import { isObject } from './json.ts'
import { checkCount, checkEach, checkLength, checkOptional, type Field, invalid } from './meta-rules.ts'
import {
  buttonsOf,
  componentOf,
  isPosition,
  placeholdersIn,
  slotsOf,
  textIn,
  wordAt,
} from './meta-template-slots.ts'

const MOST = { name: 512, header: 60, body: 1024, footer: 60, label: 25 }

export interface CheckedNetwork {
  name: string
  categories: readonly string[]
  mostButtons: number
  /** The body may neither begin nor end with a variable. */
  framedVariables: boolean
}

export function checkTemplate(draft: TemplateDraft, network: CheckedNetwork): ContentError | null {
  const { name, language, category, components } = draft
  if (!/^[a-z0-9_]+$/.test(name) || name.length > MOST.name)
    return refuse(`A template's name on ${network.name} has 1 to ${MOST.name} of a-z, 0-9 and _.`, 'name')
  if (!/^[a-z]{2,3}(_[A-Z]{2,3})?$/.test(language))
    return refuse(`A language on ${network.name} is written as th or en_US.`, 'language')
  if (!network.categories.includes(category))
    return refuse(`A category on ${network.name} is one of ${network.categories.join(', ')}.`, 'category')
  return checkComponents(components, network)
}

const refuse = (message: string, path: string) => invalid(message, path).error

function checkComponents(components: readonly Json[], network: CheckedNetwork): ContentError | null {
  const field = (what: string, path: string): Field => ({ network: network.name, what, path })
  const strange = components.findIndex((one) => !isObject(one) || typeof one.type !== 'string')
  if (strange >= 0) return refuse('A component is an object with a type.', `components.${strange}`)
  const at = (type: string) =>
    `components.${components.findIndex((one) => isObject(one) && wordAt(one, 'type') === type)}`
  const body = componentOf(components, 'BODY')
  if (!body) return refuse(`A template on ${network.name} has a BODY with a text.`, 'components')
  const header = componentOf(components, 'HEADER')
  const buttons = buttonsOf(components)
  return (
    checkLength(textIn(body), MOST.body, field('the text of the body', `${at('BODY')}.text`)) ??
    checkOptional(textIn(header), MOST.header, field('the text of the header', `${at('HEADER')}.text`)) ??
    checkOptional(
      textIn(componentOf(components, 'FOOTER')),
      MOST.footer,
      field('the footer', `${at('FOOTER')}.text`),
    ) ??
    (buttons.length > 0
      ? checkCount(buttons, network.mostButtons, field('buttons', `${at('BUTTONS')}.buttons`))
      : null) ??
    checkEach(buttons, (button, n) =>
      checkOptional(textIn(button), MOST.label, field('a label', `${at('BUTTONS')}.buttons.${n}.text`)),
    ) ??
    checkPlaceholders(textIn(body), `${at('BODY')}.text`) ??
    (network.framedVariables ? checkFrame(textIn(body), `${at('BODY')}.text`) : null) ??
    checkPlaceholders(textIn(header), `${at('HEADER')}.text`) ??
    checkExamples(components, at)
  )
}

function checkFrame(text: string, path: string): ContentError | null {
  return /^\s*\{\{|\}\}\s*$/.test(text)
    ? refuse('The body may neither begin nor end with a variable.', path)
    : null
}

/** "Variable parameters are not sequential", "mixing positional and named parameter formats": …/utility-messages */
function checkPlaceholders(text: string, path: string): ContentError | null {
  const rest = text.replace(/\{\{\s*[a-z0-9_]+\s*\}\}/g, '')
  if (/[{}]/.test(rest))
    return refuse('A variable is written as {{1}} or {{order_id}}: small letters, digits and _.', path)
  const names = placeholdersIn(text)
  const positions = names.filter(isPosition)
  if (positions.length > 0 && positions.length < names.length)
    return refuse('Variables are either all numbers or all names.', path)
  if (positions.some((name, n) => Number(name) !== n + 1))
    return refuse('Variables are counted from {{1}} without a gap.', path)
  return null
}

/** Whoever reviews it has to see one. */
function checkExamples(components: readonly Json[], at: (type: string) => string): ContentError | null {
  const slot = slotsOf(components).find(
    ({ part, example }) => (part === 'header' || part === 'body') && example === null,
  )
  if (!slot) return null
  const type = slot.part.toUpperCase()
  const key = isPosition(slot.placeholder) ? `${slot.part}_text` : `${slot.part}_text_named_params`
  return refuse(`The variable {{${slot.placeholder}}} needs an example, in ${key}.`, `${at(type)}.example`)
}
