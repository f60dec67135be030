/**
 * Rules about a request body, put together from small ones, with LINE's own words for what breaks them:
 * developers.line.biz/en/reference/messaging-api/#error-messages
 */
import { isObject, type Json, type JsonObject } from '../../json.ts'

export type Path = readonly (string | number)[]
export type Report = (path: Path, message: string) => void
export type Rule = (value: Json, path: Path, report: Report) => void

interface Field {
  rule: Rule
  required: boolean
}

export const required = (rule: Rule): Field => ({ rule, required: true })
export const optional = (rule: Rule): Field => ({ rule, required: false })

/** `closed`: a property without a rule is an error, as in flex; elsewhere LINE ignores it. */
export function object(fields: Record<string, Field>, options: { closed?: boolean } = {}): Rule {
  return (value, path, report) => {
    if (!isObject(value)) return report(path, 'Must be an object')
    for (const [name, field] of Object.entries(fields))
      checkField(value[name], field, [...path, name], report)
    if (!options.closed) return
    for (const name of Object.keys(value)) {
      if (!(name in fields)) report([...path, name], 'unknown field')
    }
  }
}

function checkField(value: Json | undefined, field: Field, path: Path, report: Report): void {
  if (value !== undefined && value !== null) field.rule(value, path, report)
  else if (field.required) report(path, 'May not be empty')
}

/** Objects told apart by `type`. */
export function variants(rules: Readonly<Record<string, Rule>>): Rule {
  return (value, path, report) => {
    if (!isObject(value)) return report(path, 'Must be an object')
    const rule = typeof value.type === 'string' ? rules[value.type] : undefined
    if (rule) rule(value, path, report)
    else report([...path, 'type'], oneOfWords(Object.keys(rules)))
  }
}

export function list(rule: Rule, { min = 0, max }: { min?: number; max: number }): Rule {
  return (value, path, report) => {
    if (!Array.isArray(value)) return report(path, 'Must be an array')
    if (value.length < min || value.length > max) report(path, `Size must be between ${min} and ${max}`)
    value.forEach((item, index) => {
      rule(item, [...path, index], report)
    })
  }
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** What people see as characters: so labels are counted, and what templates say. …/messaging-api/text-character-count */
export function seen(max: number, { min = 1 }: { min?: number } = {}): Rule {
  return (value, path, report) => {
    if (typeof value !== 'string') report(path, 'Must be a string')
    else if (value.length === 0 && min > 0) report(path, 'May not be empty')
    else if (Array.from(segmenter.segment(value)).length > max)
      report(path, `Length must be between ${min} and ${max}`)
  }
}

/** Lengths are UTF-16 code units, but for those below `seen`: …/messaging-api/text-character-count */
export function text(max: number, { min = 1 }: { min?: number } = {}): Rule {
  return (value, path, report) => {
    if (typeof value !== 'string') report(path, 'Must be a string')
    else if (value.length === 0 && min > 0) report(path, 'May not be empty')
    else if (value.length > max) report(path, `Length must be between ${min} and ${max}`)
  }
}

export function matching(pattern: RegExp, message: string): Rule {
  return (value, path, report) => {
    if (typeof value !== 'string' || !pattern.test(value)) report(path, message)
  }
}

export function oneOf(values: readonly string[]): Rule {
  return (value, path, report) => {
    if (typeof value !== 'string' || !values.includes(value)) report(path, oneOfWords(values))
  }
}

function oneOfWords(values: readonly string[]): string {
  return `Must be one of the following values: [${values.join(', ')}]`
}

export function number({ min = -Infinity, max = Infinity, whole = false }): Rule {
  return (value, path, report) => {
    if (typeof value !== 'number' || (whole && !Number.isInteger(value))) report(path, 'Must be a number')
    else if (value < min) report(path, `must be greater than or equal to ${min}`)
    else if (value > max) report(path, `must be less than or equal to ${max}`)
  }
}

export const bool: Rule = (value, path, report) => {
  if (typeof value !== 'boolean') report(path, 'Must be a boolean')
}

/** Files of messages are fetched by people's phones: https only. */
export const fileUrl = address(2000, ['https:'], { orHere: true })
/** Opened by a tap: …/messaging-api/#uri-action */
export const linkUri = address(1000, ['http:', 'https:', 'line:', 'tel:'])

/** What this very machine serves has no certificate: `orHere` lets the links of a Parley beside us pass. */
const HERE = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\]):\d+\//

function address(max: number, schemes: readonly string[], { orHere = false } = {}): Rule {
  const length = text(max)
  return (value, path, report) => {
    length(value, path, report)
    if (typeof value !== 'string' || value === '') return
    if (orHere && HERE.test(value)) return
    if (!URL.canParse(value)) report(path, 'Must be a valid URI')
    else if (!schemes.includes(new URL(value).protocol)) report(path, 'Invalid action URI scheme')
  }
}

/** Further rules about a whole object, which see it only where it is one. */
export function also(rule: Rule, check: (value: JsonObject, path: Path, report: Report) => void): Rule {
  return (value, path, report) => {
    rule(value, path, report)
    if (isObject(value)) check(value, path, report)
  }
}
