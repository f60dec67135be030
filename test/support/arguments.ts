import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
} from 'graphql'
import { idOf } from './principals.ts'

const NOTHING = '01900000-0000-7000-8000-000000000000'

/** A value of an input type: only what is required, and ids that name nothing. */
function exampleOf(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return exampleOf(type.ofType as GraphQLInputType)
  if (isListType(type)) return [exampleOf(type.ofType as GraphQLInputType)]
  if (isInputObjectType(type)) {
    const [first] = Object.values(type.getFields())
    if (type.isOneOf && first) return { [first.name]: exampleOf(first.type) }
    return examplesOf(Object.values(type.getFields()))
  }
  if (isEnumType(type)) return type.getValues()[0]?.name
  return (
    { ID: idOf('Message', NOTHING), Int: 1, Float: 1, Boolean: true, DateTime: new Date().toISOString() }[
      type.name
    ] ?? 'x'
  )
}

function examplesOf(inputs: readonly (GraphQLArgument | GraphQLInputField)[]): Record<string, unknown> {
  const required = inputs.filter(
    ({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined,
  )
  return Object.fromEntries(required.map(({ name, type }) => [name, exampleOf(type)]))
}

/** An operation that asks for one field of the root, with whatever it requires. */
export function operationFor(
  kind: 'query' | 'mutation' | 'subscription',
  field: GraphQLField<unknown, unknown>,
): { query: string; variables: Record<string, unknown> } {
  const variables = examplesOf(field.args)
  const used = field.args.filter(({ name }) => name in variables)
  const declared = used.map(({ name, type }) => `$${name}: ${type}`).join(', ')
  const given = used.map(({ name }) => `${name}: $${name}`).join(', ')
  const below = isLeafType(getNamedType(field.type)) ? '' : '{ __typename }'
  return {
    query: `${kind} ${declared ? `(${declared})` : ''} { ${field.name}${given ? `(${given})` : ''} ${below} }`,
    variables,
  }
}
