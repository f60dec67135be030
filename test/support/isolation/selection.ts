import {
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isNonNullType,
  isObjectType,
} from 'graphql'

/** All that an answer can show: every field, down to a depth, of every type that it may be. */
export function selectionOf(schema: GraphQLSchema, output: GraphQLOutputType, depth: number): string {
  const type = getNamedType(output)
  if (isAbstractType(type)) {
    const possible = schema.getPossibleTypes(type)
    return `{ __typename ${possible.map((one) => `... on ${one.name} ${fieldsOf(schema, one, depth, one.name)}`).join(' ')} }`
  }
  return isObjectType(type) ? fieldsOf(schema, type, depth) : ''
}

function fieldsOf(
  schema: GraphQLSchema,
  type: { getFields(): Record<string, GraphQLField<unknown, unknown>> },
  depth: number,
  /** Fields of the types of a union may clash: each is given a name of its own. */
  prefix?: string,
): string {
  const fields = Object.values(type.getFields())
    .filter(({ args }) => !args.some((one) => isNonNullType(one.type) && one.defaultValue === undefined))
    .flatMap((field) => {
      const name = prefix ? `${prefix}_${field.name}: ${field.name}` : field.name
      const args = argumentsOf(field)
      const inner = getNamedType(field.type)
      if (!isObjectType(inner) && !isAbstractType(inner)) return [`${name}${args}`]
      // A connection and its edges are no step further from the object.
      const isPassage = /(Connection|Edge)$/.test(inner.name)
      if (depth === 0 && !isPassage) return []
      if (depth === 0 && inner.name.endsWith('Connection')) return []
      return [`${name}${args} ${selectionOf(schema, field.type, isPassage ? depth : depth - 1)}`]
    })
  return `{ __typename ${fields.join(' ')} }`
}

const argumentsOf = ({ args }: GraphQLField<unknown, unknown>): string =>
  args.some(({ name }) => name === 'first') ? '(first: 2)' : ''
