import { GraphQLError, valueFromASTUntyped } from 'graphql'
import { builder } from './builder.ts'

const RFC_3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/

/** The moment, or null when the text is not RFC 3339 or names no day of the calendar. */
export function parseDateTime(text: string): Date | null {
  const parts = RFC_3339.exec(text)
  if (!parts) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number)
  const date = new Date(text.toUpperCase())
  if (Number.isNaN(date.getTime()) || year === 0 || hour > 23 || minute > 59 || second > 59) return null
  // Date carries the 30th of February over into March.
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null
  const utcYear = date.getUTCFullYear()
  return utcYear >= 1 && utcYear <= 9999 ? date : null
}

function readDateTime(value: unknown): Date {
  const date = typeof value === 'string' ? parseDateTime(value) : null
  if (!date)
    throw new GraphQLError(
      'DateTime must be an RFC 3339 text with its offset, such as "2026-11-21T08:30:00Z" or "2026-11-21T15:30:00+07:00"',
      { extensions: { code: 'BAD_USER_INPUT' } },
    )
  return date
}

builder.scalarType('DateTime', {
  description:
    'A moment as RFC 3339 text. Answers are in UTC with milliseconds, such as `2026-11-21T08:30:00.000Z`; inputs may have any offset but must have one.',
  serialize: (value) => (value instanceof Date ? value : new Date(value as string)).toISOString(),
  parseValue: readDateTime,
  parseLiteral: (node) => readDateTime(node.kind === 'StringValue' ? node.value : undefined),
})

/** No network nests as deeply; what is compared, told or stored part by part would run out of stack far below. */
const DEEPEST_JSON = 100

function readJson(value: unknown): unknown {
  let parts = [value]
  for (let depth = 0; parts.length > 0; depth += 1) {
    if (depth > DEEPEST_JSON)
      throw new GraphQLError(`JSON may be nested ${DEEPEST_JSON} levels deep at most`, {
        extensions: { code: 'BAD_USER_INPUT' },
      })
    parts = parts.flatMap((part) => (typeof part === 'object' && part !== null ? Object.values(part) : []))
  }
  return value
}

builder.scalarType('JSON', {
  description: `Any JSON value: object, list, text, number, boolean or null. Inputs may be nested ${DEEPEST_JSON} levels deep.`,
  serialize: (value) => value,
  parseValue: readJson,
  parseLiteral: (node, variables) => readJson(valueFromASTUntyped(node, variables)),
})
