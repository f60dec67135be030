import { isUuid } from '../infra/uuid.ts'

/** Every type that has an identity of its own: what global ids may name. */
export const nodeTypes = [
  'Organization',
  'Project',
  'Member',
  'ApiKey',
  'Team',
  'Invitation',
  'IdentityProvider',
  'AuditEntry',
  'PlatformApp',
  'Platform',
  'Webhook',
  'Personality',
  'PlatformMetric',
  'Customer',
  'CustomerIdentity',
  'Conversation',
  'Message',
  'MessageTemplate',
  'Attachment',
  'MediaFile',
  'ProcessingTask',
  'InboundEvent',
] as const

export type NodeType = (typeof nodeTypes)[number]

/** The graph's id of a row: opaque to clients, unique over all types. */
export function toGlobalId(type: NodeType, id: string): string {
  return Buffer.from(`${type}:${id}`, 'latin1').toString('base64')
}

/** What a global id names; null for anything that this graph has never given out. */
export function parseGlobalId(globalId: string): { type: NodeType; id: string } | null {
  const text = Buffer.from(globalId, 'base64').toString('latin1')
  const [name, id = ''] = text.split(':')
  const type = nodeTypes.find((known) => known === name)
  return type && isUuid(id) && toGlobalId(type, id) === globalId ? { type, id } : null
}

/** The row's id, or null when the global id is malformed or of another type. */
export function rowIdOf(type: NodeType, globalId: string): string | null {
  const parsed = parseGlobalId(globalId)
  return parsed?.type === type ? parsed.id : null
}

/** No row has this id. */
export const NOTHING = '00000000-0000-0000-0000-000000000000'

/** For filters: an id that names nothing of the type matches nothing, as one that does not exist. */
export function filterIdOf(type: NodeType, globalId: string | null | undefined): string | undefined {
  return globalId == null ? undefined : (rowIdOf(type, globalId) ?? NOTHING)
}
