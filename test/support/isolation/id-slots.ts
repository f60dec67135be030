import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
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
  'auditEntries.subjectId': nodeTypes,
  'MediaContentInput.fileId': ['MediaFile'],
  'MediaContentInput.previewFileId': ['MediaFile'],
  'CardInput.imageFileId': ['MediaFile'],
  'ReplyOptionInput.imageFileId': ['MediaFile'],
  'TemplateContentInput.templateId': ['MessageTemplate'],
  'UpdateMessageTemplateInput.templateId': ['MessageTemplate'],
  'DeleteMessageTemplateInput.templateId': ['MessageTemplate'],
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
  // Keys act in one project.
  'ChangeMemberRoleInput.reach': 'PROJECT',
  'RemoveMemberInput.reach': 'PROJECT',
}

/** Which of the fields of an input with exactly one is given, where it is none with the id in question. */
const ONE_OF: Record<string, string> = { MessageContentInput: 'text' }

/** What an id does not stand without. */
const BESIDE: Record<string, Record<string, unknown>> = {
  'MediaContentInput.previewFileId': { type: 'VIDEO', url: 'https://example.com/film.mp4' },
}

/** Given an argument, what to put into it so that nothing but the id of the slot is in question. */
export function valueFor(
  argument: Input,
  field: string,
  slot: Pick<IdSlot, 'path'>,
  ids: { inQuestion: string; other: (type: NodeType) => string },
): unknown {
  return valueAt(argument, field, [argument.name], false)

  /** Undefined where nothing has to be given. */
  function valueAt(input: Input, owner: string, path: readonly string[], isForced: boolean): unknown {
    return build(input.type, isForced)

    function build(type: GraphQLInputType, isRequired: boolean): unknown {
      if (isNonNullType(type)) return build(type.ofType, true)
      const isOnTheWay = path.every((name, depth) => slot.path[depth] === name)
      if (!isRequired && !isOnTheWay) return undefined
      if (isListType(type)) return [build(type.ofType, true)]
      if (isInputObjectType(type)) return objectOf(type, path)
      if (type.name !== 'ID') return plain(type, `${owner}.${input.name}`)
      if (isOnTheWay) return ids.inQuestion
      return ids.other(typesOf(owner, input.name)[0] as NodeType)
    }
  }

  function objectOf(type: GraphQLInputObjectType, path: readonly string[]): Record<string, unknown> {
    const all = Object.values(type.getFields())
    const isOnTheWay = path.every((name, depth) => slot.path[depth] === name)
    const wanted = (isOnTheWay && slot.path[path.length]) || ONE_OF[type.name]
    const chosen = type.isOneOf ? [all.find(({ name }) => name === wanted) ?? all[0]] : all
    const entries = chosen.flatMap((one) =>
      one ? [[one.name, valueAt(one, type.name, [...path, one.name], type.isOneOf)] as const] : [],
    )
    const given = Object.fromEntries(entries.filter(([, value]) => value !== undefined))
    return { ...given, ...(isOnTheWay && BESIDE[`${type.name}.${slot.path[path.length]}`]) }
  }
}

function plain(type: GraphQLNamedType, coordinate: string): unknown {
  const value = VALUES[coordinate] ?? VALUES[type.name]
  if (value !== undefined) return value
  if (isEnumType(type)) return type.getValues()[0]?.name
  throw new Error(
    `No value is known for ${coordinate} (${type.name}). Add it to VALUES in test/support/isolation/id-slots.ts`,
  )
}
