import { getNamedType, isAbstractType } from 'graphql'
import { type NodeType, nodeTypes, toGlobalId } from '../../../src/schema/global-id.ts'
import { schema } from '../../../src/schema/index.ts'
import { type IdSlot, valueFor } from './id-slots.ts'
import type { PlantedTenant } from './plant-tenant.ts'
import { selectionOf } from './selection.ts'

/** Tables whose name is not the plural of their type. */
const TABLES: Partial<Record<NodeType, string>> = { MediaFile: 'stored_files' }

/** Types whose row has no id of its own. */
const ID_COLUMNS: Partial<Record<NodeType, string>> = { IdentityProvider: 'organization_id' }

/** The global id of a tenant's row of a type. */
export function idOf(tenant: PlantedTenant, type: NodeType): string {
  const snake = type.replace(/(?<=.)[A-Z]/g, (letter) => `_${letter}`).toLowerCase()
  const names = [TABLES[type] ?? '', `${snake}s`, snake.replace(/y$/, 'ies')]
  const id = tenant.rows.get(names.find((name) => tenant.rows.has(name)) ?? '')?.[ID_COLUMNS[type] ?? 'id']
  if (typeof id !== 'string') throw new Error(`Which table holds ${type}? Add it to TABLES of this file`)
  return toGlobalId(type, id)
}

export interface Operation {
  query: string
  variables: Record<string, unknown>
}

export const DEPTH = 1

/** The operation of a slot with an id in it; `below` is the own node under which a nested field is asked. */
export function operationOf(own: PlantedTenant, slot: IdSlot, id: string, below?: NodeType): Operation {
  const field = slot.fields.at(-1)
  if (!field) throw new Error('a slot has a field')
  const variables: Record<string, unknown> = {}
  for (const arg of field.args) {
    const value = valueFor(arg, field.name, slot, { inQuestion: id, other: (type) => idOf(own, type) })
    if (value !== undefined) variables[arg.name] = value
  }
  const used = field.args.filter(({ name }) => name in variables)
  const declared = used.map(({ name, type }) => `$${name}: ${type}`)
  const passed = used.map(({ name }) => `${name}: $${name}`)
  const isPaged = field.args.some(({ name }) => name === 'first')
  const args = [...passed, ...(isPaged ? ['first: 2'] : [])].join(', ')
  const asked = `${field.name}(${args}) ${selectionFor(slot, id)}`
  if (!below) return { query: `${slot.operation} (${declared.join(', ')}) { ${asked} }`, variables }
  return {
    query: `query ($below: ID!, ${declared.join(', ')}) { node(id: $below) { ... on ${below} { ${asked} } } }`,
    variables: { ...variables, below: idOf(own, below) },
  }
}

/** Of a `node` only the type that the id names; all of them would be more than one operation may ask. */
function selectionFor(slot: IdSlot, id: string): string {
  const type = getNamedType(slot.fields.at(-1)?.type ?? ('' as never))
  const named = nodeTypes.find((one) => Buffer.from(id, 'base64').toString('latin1').startsWith(`${one}:`))
  if (!isAbstractType(type) || type.name !== 'Node') return selectionOf(schema, type as never, DEPTH)
  const inner = schema.getType(named ?? 'Message')
  return `{ __typename ... on ${named ?? 'Message'} ${selectionOf(schema, inner as never, DEPTH)} }`
}

/** An answer without what differs only because the ids differ. */
export const anonymous = (answer: string, id: string): string =>
  (id === '' ? answer.replaceAll('\\"\\"', '\\"<id>\\"') : answer.replaceAll(id, '<id>'))
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<uuid>')
    .replace(/"position":\d+|"cursor":"[^"]*"/g, '<place>')
    // How much an operation asked for, and what it left of the allowance.
    .replace(/"cost":\{[^}]*\}/g, '<cost>')

/** What an answer tells of another tenant, beside the id that was given. */
export function leaksIn(answer: string, foreign: PlantedTenant, given: string): string[] {
  const ids = nodeTypes.map((type) => idOf(foreign, type)).filter((id) => id !== given)
  return [foreign.marker, foreign.projectId, ...ids].filter((word) => answer.includes(word))
}
