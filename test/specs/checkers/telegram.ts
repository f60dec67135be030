/** Requests of the Bot API against its description, which is generated from core.telegram.org/bots/api. */
import { readFileSync } from 'node:fs'
import type { NativeRequest } from '../../../src/channels/outbound.ts'
import { textLength } from '../../../src/channels/shared/split-text.ts'
import type { Checker } from '../checker.ts'
import { pathOf, queryOf } from './openapi.ts'

interface Field {
  name: string
  types: string[]
  required: boolean
  description: string
}
interface Method {
  fields?: Field[]
  description: string[]
}
interface Description {
  methods: Record<string, Method>
  types: Record<string, { fields?: Field[]; subtypes?: string[]; description?: string[] }>
}

export function telegramChecker(file: string): Checker {
  const api = JSON.parse(readFileSync(file, 'utf8')) as Description

  return ({ method, host, path, headers, body, files = [] }: NativeRequest) => {
    const name = pathOf(path).slice(1)
    const described = Object.hasOwn(api.methods, name) ? api.methods[name] : undefined
    if (host !== 'api' || headers) return ['a call goes to the API without headers']
    // "https://api.telegram.org/file/bot<token>/<file_path>": …/bots/api#getfile
    if (method === 'GET' && body === undefined && /^\/file\/[^/?][^?]*$/.test(path)) return []
    if (!described) return [`there is no method ${name}`]
    if (method !== 'POST' && (method !== 'GET' || body !== undefined))
      return ['a call is a POST with a body, or a GET with a query']
    const sent = {
      ...queryOf(path),
      ...(body as object),
      ...Object.fromEntries(files.map(({ field }) => [field, FILE])),
    }
    const large = files.flatMap(({ field, file }) => tooLarge(described, field, file.size))
    return [...membersOf(described.fields ?? [], sent, name), ...large]
  }

  function membersOf(fields: readonly Field[], value: unknown, at: string): string[] {
    if (!isRecord(value)) return [`${at} is no object`]
    const known = new Map(fields.map((field) => [field.name, field]))
    return [
      ...fields.filter((field) => isMissing(field, value)).map(({ name }) => `${at}.${name} is missing`),
      ...Object.entries(value).flatMap(([name, member]) => {
        const field = known.get(name)
        if (!field) return [`${at}.${name} is not known`]
        return [
          ...asOneOf(field.types, member, `${at}.${name}`),
          ...withinLimits(field, member, `${at}.${name}`),
        ]
      }),
    ]
  }

  /** One of the types has to fit; of several that are objects, that with the fewest complaints speaks. */
  function asOneOf(types: readonly string[], value: unknown, at: string): string[] {
    const complaints = types.map((type) => oneOf(type, value, at))
    return complaints.toSorted((a, b) => a.length - b.length)[0] ?? []
  }

  function oneOf(type: string, value: unknown, at: string): string[] {
    if (type.startsWith('Array of ')) {
      if (!Array.isArray(value)) return [`${at} is no list`]
      return value.flatMap((one, index) => asOneOf(type.slice(9).split(/, | and /), one, `${at}.${index}`))
    }
    const simple = SIMPLE[type]
    if (simple) return simple(value) ? [] : [`${at} is no ${type}`]
    if (type === 'InputFile') return value === FILE || typeof value === 'string' ? [] : [`${at} is no file`]
    const { subtypes, fields = [] } = api.types[type] ?? {}
    return subtypes
      ? asOneOf(subtypes, value, at)
      : [...membersOf(fields, value, at), ...constants(fields, value, at), ...buttonUse(type, value, at)]
  }

  /** A union's kinds are told apart by a member that is "always" or "must be" one word. */
  function constants(fields: readonly Field[], value: unknown, at: string): string[] {
    return fields.flatMap(({ name, description }) => {
      const word = /(?:always|must be) ["“']?(\w+)["”']?$/i.exec(description.trim())?.[1]
      const member = isRecord(value) ? value[name] : undefined
      return word === undefined || member === undefined || member === word
        ? []
        : [`${at}.${name} is not ${word}`]
    })
  }
}

/** "must be at most 10 MB in size" of the field, "files of up to 50 MB in size" of the method. */
function tooLarge({ fields = [], description }: Method, field: string, size: number): string[] {
  const told = [fields.find(({ name }) => name === field)?.description ?? '', ...description]
  const most = told.flatMap((text) => /(?:at most|up to) (\d+) MB/.exec(text)?.[1] ?? [])[0]
  return most !== undefined && size > Number(most) * 1024 ** 2 ? [`${field} has more than ${most} MB`] : []
}

/** "Required if inline_message_id is not specified". */
function isMissing({ name, required, description }: Field, value: Record<string, unknown>): boolean {
  const instead = /^Required if (\w+) is not specified/.exec(description)?.[1]
  const isNeeded = required || (instead !== undefined && !Object.hasOwn(value, instead))
  return isNeeded && !Object.hasOwn(value, name)
}

/** "Exactly one of the fields other than text, icon_custom_emoji_id, and style": …#inlinekeyboardbutton */
function buttonUse(type: string, value: unknown, at: string): string[] {
  if (type !== 'InlineKeyboardButton' || !isRecord(value)) return []
  const { text: _, icon_custom_emoji_id: __, style: ___, ...uses } = value
  return Object.keys(uses).length === 1 ? [] : [`${at} is not of exactly one use`]
}

const FILE = Symbol('a file')

const SIMPLE: Readonly<Record<string, (value: unknown) => boolean>> = {
  String: (value) => typeof value === 'string',
  Integer: (value) => Number.isSafeInteger(value),
  Float: (value) => Number.isFinite(value),
  Boolean: (value) => typeof value === 'boolean',
}

/** The description says in its sentences how long things are, and which they can be. */
function withinLimits({ description }: Field, value: unknown, at: string): string[] {
  const [, words] = /^Reaction emoji\. Currently, it can be one of (.+)/s.exec(description) ?? []
  if (words !== undefined && !words.includes(`"${value}"`)) return [`${at} is no such emoji`]
  const [, least, most, unit = ''] =
    /(\d+)-(\d+) (characters|bytes|items|identifiers|answer options|photos)/.exec(description) ?? []
  if (least === undefined || most === undefined) return []
  const length = lengthIn(unit, value)
  if (length === null || (length >= Number(least) && length <= Number(most))) return []
  return [`${at} has ${length} ${unit}, not ${least} to ${most}`]
}

function lengthIn(unit: string, value: unknown): number | null {
  if (Array.isArray(value)) return /characters|bytes/.test(unit) ? null : value.length
  if (typeof value !== 'string') return null
  return textLength(value, unit === 'bytes' ? 'BYTES' : 'CHARACTERS')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
