import { createHash } from 'node:crypto'
import type pg from 'pg'
import { boundTo } from '../../../src/infra/sealed-columns.ts'
import { newId } from '../../../src/infra/uuid.ts'
import type { Vault } from '../../../src/infra/vault.ts'
import { hasColumn, readTables, type Table, type TableColumn } from './catalogue-tables.ts'

type Columns = Record<string, unknown>

export interface PlantedTenant {
  /** Stands in every text, also inside JSON, arrays and sealed values, of every row. */
  marker: string
  organizationId: string
  projectId: string
  /** The one row of each table. */
  rows: Map<string, Columns>
}

interface Planting {
  marker: string
  /** Messages are planted before the template that they were made of. */
  templateId: string
  organizationId: string
  projectId: string
  rows: Map<string, Columns>
}

/** What cannot be made up from a column's type, by `table.column`. A table that is refused wants its line here. */
const SAMPLES: Record<string, (planting: Planting) => unknown> = {
  'organizations.id': ({ organizationId }) => organizationId,
  'projects.id': ({ projectId }) => projectId,
  'organizations.time_zone': () => 'UTC',
  'projects.time_zone': () => 'UTC',
  'platforms.type': () => 'TELEGRAM',
  'platforms.connection_status': () => 'CONNECTED',
  'platforms.credentials_encrypted': ({ marker }) => JSON.stringify({ accessToken: marker }),
  'platforms.rate_limits': () => '{}',
  'platform_apps.type': () => 'FACEBOOK',
  'platform_apps.secrets_encrypted': ({ marker }) => JSON.stringify([marker]),
  'webhooks.secrets_encrypted': ({ marker }) => JSON.stringify([marker]),
  'inbound_events.status': () => 'FAILED',
  'inbound_events.result': () => 'FAILED',
  'inbound_events.payload_encrypted': ({ marker }) => JSON.stringify({ planted: marker }),
  'messages.direction': () => 'OUTBOUND',
  'messages.delivery_status': () => 'FAILED',
  'messages.error_class': () => 'TRANSIENT',
  'send_attempts.error_class': () => 'TRANSIENT',
  // Nothing of it is ever due.
  'send_lanes.due_at': () => new Date('2126-01-01'),
  'attachments.state': () => 'STORED',
  'customers.locale': () => 'en',
  'identity_providers.algorithms': () => ['ES256'],
  // One without a role has left.
  'project_members.role': () => 'OWNER',
  'invitations.expires_at': () => new Date('2126-01-01'),
  'audit_entries.subject_type': () => 'Message',
  'message_templates.id': ({ templateId }) => templateId,
  'messages.template_id': ({ templateId }) => templateId,
  // Of the platform, as the network knows it; those of the project alone have words of our own.
  'message_templates.status': () => 'APPROVED',
  'message_templates.content': () => null,
  // Used by the attachment: never before the sweep.
  'stored_files.state': () => 'STORED',
  'stored_files.unused_since': () => null,
  'customers.attributes_encrypted': ({ marker }) => JSON.stringify({ planted: marker }),
}

/** What a column without a foreign key names all the same. */
const NAMED: Record<string, string> = {
  platform_id: 'platforms',
  conversation_id: 'conversations',
  message_id: 'messages',
  event_id: 'inbound_events',
  customer_id: 'customers',
  identity_id: 'customer_identities',
  subject_id: 'messages',
}

/** A row of one tenant in every table there is. */
export async function plantTenant(client: pg.Client, vault: Vault, marker: string): Promise<PlantedTenant> {
  const [organizationId, projectId, templateId] = [newId(), newId(), newId()]
  const planting: Planting = { marker, organizationId, projectId, templateId, rows: new Map() }
  for (const table of await readTables(client)) await plantRow(client, vault, table, planting)
  return planting
}

async function plantRow(client: pg.Client, vault: Vault, table: Table, planting: Planting): Promise<void> {
  const row: Columns = {}
  for (const column of table.columns) {
    const value = columnValue(vault, table, column, planting, row)
    if (value !== undefined) row[column.name] = value
  }
  const names = Object.keys(row)
  const places = names.map((_name, n) => `$${n + 1}`)
  try {
    await client.query(
      `INSERT INTO ${table.name} (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${places.join(', ')})
       ON CONFLICT DO NOTHING`,
      Object.values(row),
    )
  } catch (cause) {
    throw new Error(
      `No row could be made up for ${table.name}: ${(cause as Error).message}. Add its columns to SAMPLES in test/support/isolation/plant-tenant.ts`,
      { cause },
    )
  }
  planting.rows.set(table.name, row)
}

function columnValue(
  vault: Vault,
  table: Table,
  column: TableColumn,
  planting: Planting,
  row: Columns,
): unknown {
  const { name, type } = column
  const sample = SAMPLES[`${table.name}.${name}`]?.(planting)
  if (name.endsWith('_encrypted') && type === 'bytea')
    return vault.seal(String(sample ?? planting.marker), boundTo(table.name, name, String(row.id)))
  if (sample !== undefined) return sample
  if (name === 'project_id') return planting.projectId
  if (name === 'organization_id') return planting.organizationId
  const referred = referredValue(table, name, planting)
  if (referred !== undefined) return referred
  if (column.choices) return column.default === null && column.isRequired ? column.choices[0] : undefined
  return byType(table, column, planting.marker)
}

function referredValue(table: Table, column: string, { rows }: Planting): unknown {
  for (const key of table.foreignKeys) {
    const at = key.columns.indexOf(column)
    const value = rows.get(key.table)?.[key.references[at] ?? '']
    if (at !== -1 && value !== undefined) return value
  }
  return rows.get(NAMED[column] ?? '')?.id
}

function byType(table: Table, column: TableColumn, marker: string): unknown {
  const isFilled = column.isRequired && column.default === null
  switch (column.type) {
    case 'text':
      return `${marker}-${table.name}-${column.name}`
    case 'text[]':
      return [`${marker}-${table.name}-${column.name}`]
    case 'jsonb':
      return column.default?.startsWith("'[]'") ? undefined : JSON.stringify({ planted: marker })
    case 'bytea':
      return createHash('sha256').update(`${marker}-${table.name}-${column.name}`).digest()
    case 'uuid':
      return column.name === 'id' || isFilled ? newId() : undefined
    case 'boolean':
      return isFilled ? false : undefined
    case 'date':
      return isFilled ? '2026-11-21' : undefined
    default:
      if (!isFilled) return undefined
      return column.type.startsWith('timestamp') ? new Date() : 1
  }
}

export const isOfProject = (table: Table): boolean => hasColumn(table, 'project_id')
