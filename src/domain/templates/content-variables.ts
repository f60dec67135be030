import type { Json } from '../../channels/inbound.ts'
import type { OutboundContent } from '../../channels/outbound.ts'
import { isObject } from '../../channels/shared/json.ts'
import type { TemplateVariable, VariableError } from '../../channels/templates.ts'

/** What Parley fills in by itself. */
export const BUILT_IN = ['customer.name', 'platform.name'] as const
export type BuiltIn = (typeof BUILT_IN)[number]

/** Characters of a content with its values: a small one may name a large value ten thousand times. */
const LONGEST_FILLED = 256 * 1024

const VARIABLE = /\{\{\s*([\p{L}\p{N}_][\p{L}\p{M}\p{N}_.-]{0,63})\s*\}\}/gu

/** The variables of a content of ours, each where it stands first. Its path is below the content. */
export function variablesIn(content: OutboundContent): TemplateVariable[] {
  const found = new Map<string, TemplateVariable>()
  for (const [text, path] of textsIn(wordsOf(content), content.kind))
    for (const [, name = ''] of text.matchAll(VARIABLE)) {
      if (found.has(name)) continue
      const isRequired = !isBuiltIn(name)
      found.set(name, { name, where: path, kind: 'TEXT', example: null, isRequired })
    }
  return [...found.values()]
}

/** The place of braces that are no variable; null where all are. */
export function strayBraces(content: OutboundContent): string | null {
  for (const [text, path] of textsIn(wordsOf(content), content.kind))
    if (/\{\{|\}\}/.test(text.replace(VARIABLE, ''))) return path
  return null
}

export type Filled = { ok: true; content: OutboundContent } | { ok: false; error: VariableError }

/**
 * A content with its values put in, once: braces in a value stay what they are. In an address a value is
 * percent-encoded unless it is the whole address.
 */
export function fillContent(
  content: OutboundContent,
  variables: readonly TemplateVariable[],
  given: ReadonlyMap<string, string>,
  builtIn: ReadonlyMap<string, string | null>,
): Filled {
  const names = variables.map(({ name }) => name)
  const known = new Set(names)
  const unknown = [...given.keys()].find((name) => !known.has(name))
  if (unknown !== undefined)
    return wrong('UNKNOWN_TEMPLATE_VARIABLE', unknown, unknownMessage(unknown, names))
  const values = new Map<string, string>()
  for (const { name, where } of variables) {
    const value = given.get(name) ?? builtIn.get(name)
    const quoted = JSON.stringify(name)
    if (value == null) return wrong('MISSING_TEMPLATE_VARIABLE', name, missingMessage(name, where))
    if (value.trim() === '')
      return wrong('INVALID_TEMPLATE_VARIABLE', name, `The variable ${quoted}, in ${where}, is empty.`)
    values.set(name, value)
  }
  const length = filledLength(content, values)
  const last = names.at(-1)
  if (last !== undefined && length > LONGEST_FILLED)
    return wrong('INVALID_TEMPLATE_VARIABLE', last, tooLongMessage(length))
  const replace = (text: string, key: string) =>
    text.replace(VARIABLE, (whole, name: string) => {
      const value = values.get(name) ?? whole
      return isAddress(key) && text.trim() !== whole ? encodeURIComponent(value) : value
    })
  const { kind, ...words } = content
  return {
    ok: true,
    content: { kind, ...(mapTexts(words as Json, replace, '') as object) } as OutboundContent,
  }
}

function wrong(code: VariableError['code'], variable: string, message: string): Filled {
  return { ok: false, error: { code, variable, message } }
}

function unknownMessage(name: string, names: readonly string[]): string {
  const known = names.length > 0 ? `it has ${names.join(', ')}` : 'it has none'
  return `The template has no variable ${JSON.stringify(name)}; ${known}.`
}

function missingMessage(name: string, where: string): string {
  const quoted = JSON.stringify(name)
  return isBuiltIn(name)
    ? `The variable ${quoted}, in ${where}, has no value in this conversation: give one.`
    : `The template needs the variable ${quoted}, in ${where}.`
}

/** Told before anything is put in. */
function filledLength(content: OutboundContent, values: ReadonlyMap<string, string>): number {
  let length = 0
  for (const [text] of textsIn(wordsOf(content), '')) {
    length += text.length
    for (const [, name = ''] of text.matchAll(VARIABLE)) length += values.get(name)?.length ?? 0
  }
  return length
}

function tooLongMessage(length: number): string {
  return `With its values the template has ${length} characters; at most ${LONGEST_FILLED} are allowed: shorten them.`
}

function isBuiltIn(name: string): boolean {
  return (BUILT_IN as readonly string[]).includes(name)
}

const isAddress = (key: string) => /url$/i.test(key)

/** Its kind and the names of its members are no texts. */
function wordsOf({ kind: _, ...words }: OutboundContent): Json {
  return words as Json
}

function textsIn(value: Json, path: string): [text: string, path: string][] {
  if (typeof value === 'string') return [[value, path]]
  if (Array.isArray(value)) return value.flatMap((one, n) => textsIn(one, `${path}.${n}`))
  if (!isObject(value)) return []
  // Where contents have `action.url` and `source.url`, their input has `url`.
  return Object.entries(value).flatMap(([key, one]) =>
    textsIn(one, key === 'action' || key === 'source' ? path : `${path}.${key}`),
  )
}

function mapTexts(value: Json, change: (text: string, key: string) => string, key: string): Json {
  if (typeof value === 'string') return change(value, key)
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, change, key))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, mapTexts(one, change, name)]))
}
