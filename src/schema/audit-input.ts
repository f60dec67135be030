import {
  type GraphQLField,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql'
import { parseGlobalId } from './global-id.ts'

/**
 * What was asked, as the audit keeps it: ids, words of the schema, numbers and times stay; what people wrote is told
 * by its length. The schema says which is which: a text may look like anything, and JSON may hold anything.
 */
export function withoutTexts(field: GraphQLField<unknown, unknown>, given: object): Record<string, unknown> {
  const values = new Map(Object.entries(given))
  const told = field.args.filter(({ name }) => values.has(name))
  return Object.fromEntries(told.map(({ name, type }) => [name, tell(values.get(name), type)]))
}

function tell(value: unknown, type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return tell(value, type.ofType)
  if (value === null || value === undefined || isEnumType(type)) return value
  if (isListType(type)) return Array.isArray(value) ? value.map((one) => tell(one, type.ofType)) : null
  if (isInputObjectType(type)) {
    const fields = type.getFields()
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, one]) => {
        const known = fields[key]
        return known ? [[key, tell(one, known.type)]] : []
      }),
    )
  }
  if (type.name === 'ID') return parseGlobalId(String(value)) ? value : sizeOf(String(value))
  if (type.name === 'JSON') return sizeOf(JSON.stringify(value))
  return typeof value === 'string' ? sizeOf(value) : value
}

const sizeOf = (text: string) => `(${text.length} characters)`
