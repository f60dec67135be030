import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql'
import { type NodeType, nodeTypes } from '../../../src/schema/global-id.ts'

/** A place of the graph that takes an id: an argument, or a field of an input, however deep. */
export interface IdSlot {
  operation: 'query' | 'mutation' | 'subscription'
  /** From the root field to the field that has the argument. */
  fields: GraphQLField<unknown, unknown>[]
  /** From the argument down; a list is passed through. */
  path: string[]
  types: readonly NodeType[]
}

/** Ids whose name is not that of their type, by `Input.field` or `field.argument`. */
const ID_TYPES: Record<string, readonly NodeType[]> = {
  'node.id': nodeTypes,
  'nodes.ids': nodeTypes,
  'SendMessageInput.replyToId': ['Message'],
  'ConversationFilter.assigneeId': ['Member'],
}

const slotName = (slot: Pick<IdSlot, 'fields' | 'path'>): string =>
  `${slot.fields.map(({ name }) => name).join('.')}(${slot.path.join('.')})`

export { slotName }

function typesOf(owner: string, name: string): readonly NodeType[] {
  const listed = ID_TYPES[`${owner}.${name}`]
  if (listed) return listed
  const stem = name.replace(/Ids?$/, '')
  const type = nodeTypes.find((known) => known.toLowerCase() === stem.toLowerCase())
  if (type) return [type]
  throw new Error(
    `Which type does the id ${owner}.${name} name? Add it to ID_TYPES in test/support/isolation/id-slots.ts`,
  )
}

type Input = GraphQLArgument | GraphQLInputField

function idPaths(
  owner: string,
  inputs: readonly Input[],
  trail: readonly GraphQLNamedType[] = [],
): { path: string[]; types: readonly NodeType[] }[] {
  return inputs.flatMap((input) => {
    const type = getNamedType(input.type)
    if (type.name === 'ID') return [{ path: [input.name], types: typesOf(owner, input.name) }]
    if (!isInputObjectType(type) || trail.includes(type)) return []
    const deeper = idPaths(type.name, Object.values(type.getFields()), [...trail, type])
    return deeper.map(({ path, types }) => ({ path: [input.name, ...path], types }))
  })
}

/** Every id that a client can give, also to the fields of what a root field answers. */
export function idSlots(schema: GraphQLSchema): IdSlot[] {
  const roots = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
    ['subscription', schema.getSubscriptionType()],
  ] as const
  return roots.flatMap(([operation, root]) =>
    Object.values(root?.getFields() ?? {}).flatMap((field) =>
      idPaths(field.name, field.args).map((found) => ({ operation, fields: [field], ...found })),
    ),
  )
}

/** Fields of types, not of the root, that take ids: asked below a `node` of their type. */
export function nestedSlots(schema: GraphQLSchema): { type: NodeType; slot: IdSlot }[] {
  const node = schema.getQueryType()?.getFields().node
  return nodeTypes.flatMap((name) => {
    const type = schema.getType(name)
    if (!node || !type || !('getFields' in type)) return []
    const fields = Object.values(type.getFields()) as GraphQLField<unknown, unknown>[]
    return fields.flatMap((field) =>
      idPaths(field.name, field.args ?? []).map((found) => ({
        type: name,
        slot: { operation: 'query' as const, fields: [node, field], ...found },
      })),
    )
  })
}

/** Values that cannot be made up from a type, by `Input.field` or the name of a scalar. */
const VALUES: Record<string, unknown> = {
  String: 'text',
  Int: 1,
  Float: 1,
  Boolean: true,
  DateTime: '2026-11-21T00:00:00.000Z',
  Date: '2026-11-21',
  JSON: {},
  BigInt: 1,
  URL: 'https://example.com/file.png',
  'ReactToMessageInput.emoji': '👍',
}

/** What to give to an input so that nothing but the id is in question. `idFor` answers the id of the path. */
export function valueFor(
  input: Input,
  owner: string,
  path: readonly string[],
  idFor: (path: readonly string[], types: () => readonly NodeType[]) => string | undefined,
): unknown {
  return build(input.type, false)

  function build(type: GraphQLInputType, isRequired: boolean): unknown {
    if (isNonNullType(type)) return build(type.ofType, true)
    if (isListType(type)) {
      const item = build(type.ofType, isRequired)
      return item === undefined ? undefined : [item]
    }
    if (type.name === 'ID') {
      const id = idFor(path, () => typesOf(owner, input.name))
      return id ?? (isRequired ? idFor([], () => typesOf(owner, input.name)) : undefined)
    }
    if (isInputObjectType(type)) {
      const entries = Object.values(type.getFields())
        .map((field) => [field.name, valueFor(field, type.name, [...path, field.name], idFor)] as const)
        .filter(([, value]) => value !== undefined)
      if (entries.length > 0) return Object.fromEntries(entries)
      if (!isRequired) return undefined
      const [first] = Object.values(type.getFields())
      if (!type.isOneOf || !first) return {}
      return { [first.name]: required(first, type.name) }
    }
    return isRequired ? plain(type.name, type) : undefined
  }

  function required(field: GraphQLInputField, of: string): unknown {
    const type = getNamedType(field.type)
    if (!isInputObjectType(type)) return plain(type.name, type, `${of}.${field.name}`)
    const fields = Object.values(type.getFields()).filter((one) => isNonNullType(one.type))
    return Object.fromEntries(fields.map((one) => [one.name, required(one, type.name)]))
  }

  function plain(name: string, type: GraphQLNamedType, coordinate = `${owner}.${input.name}`): unknown {
    const value = VALUES[coordinate] ?? VALUES[name]
    if (value !== undefined) return value
    if ('getValues' in type) return type.getValues()[0]?.name
    throw new Error(
      `No value is known for ${coordinate} (${name}). Add it to VALUES in test/support/isolation/id-slots.ts`,
    )
  }
}
