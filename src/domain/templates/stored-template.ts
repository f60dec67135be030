import type { Json, TemplateQuality, TemplateStatus } from '../../channels/inbound.ts'
import type { OutboundContent } from '../../channels/outbound.ts'
import type { TemplateVariable } from '../../channels/templates.ts'
import type { Row, Transaction } from '../../infra/database.ts'

/** A template as its table has it. */
export interface StoredTemplate extends Row {
  id: string
  platform_id: string | null
  external_id: string | null
  name: string
  language: string | null
  category: string | null
  status: TemplateStatus
  quality: TemplateQuality | null
  reason: string | null
  components: Json[] | null
  content: OutboundContent | null
  variables: TemplateVariable[]
  status_at: Date | null
  quality_at: Date | null
  category_at: Date | null
  components_at: Date | null
  synced_at: Date | null
  created_at: Date
}

export const COLUMNS = `id, platform_id, external_id, name, language, category, status, quality, reason, components, content,
  variables, status_at, quality_at, category_at, components_at, synced_at, created_at`

export async function findTemplate(
  transaction: Transaction,
  projectId: string,
  id: string,
  lock = false,
): Promise<StoredTemplate | undefined> {
  const [row] = await transaction.query<StoredTemplate>({
    name: lock ? 'lock-template' : 'find-template',
    text: `SELECT ${COLUMNS} FROM message_templates WHERE project_id = $1 AND id = $2${lock ? ' FOR UPDATE' : ''}`,
    values: [projectId, id],
  })
  return row
}

/** Those of a platform by a name, in whatever languages. Deleted ones are not among them. */
export async function findByName(
  transaction: Transaction,
  projectId: string,
  platformId: string,
  name: string,
): Promise<StoredTemplate[]> {
  return await transaction.query<StoredTemplate>({
    name: 'templates-by-name',
    text: `SELECT ${COLUMNS} FROM message_templates
           WHERE project_id = $1 AND platform_id = $2 AND name = $3 AND status <> 'DELETED'`,
    values: [projectId, platformId, name],
  })
}

/** What may change of a row; written as a whole. */
const WRITTEN = `external_id text, name text, language text, category text, status text, quality text, reason text,
  components jsonb, content jsonb, variables jsonb, status_at timestamptz, quality_at timestamptz,
  category_at timestamptz, components_at timestamptz, synced_at timestamptz`

const names = WRITTEN.split(',').map((column) => column.trim().split(' ')[0] ?? '')

export function saveTemplates(
  transaction: Transaction,
  projectId: string,
  templates: readonly StoredTemplate[],
): void {
  if (templates.length === 0) return
  transaction.write({
    name: 'save-templates',
    text: `UPDATE message_templates t SET ${names.map((name) => `${name} = s.${name}`).join(', ')}, updated_at = now()
           FROM json_to_recordset($2) AS s (id uuid, ${WRITTEN})
           WHERE t.project_id = $1 AND t.id = s.id AND t.id = ANY ($3::uuid[])`,
    values: [projectId, JSON.stringify(templates), templates.map(({ id }) => id)],
  })
}

/** Those whose name is taken meanwhile are left out. Returns the ids of the rest. */
export async function insertTemplates(
  transaction: Transaction,
  projectId: string,
  templates: readonly StoredTemplate[],
): Promise<string[]> {
  if (templates.length === 0) return []
  const rows = await transaction.query<{ id: string }>({
    name: 'insert-templates',
    text: `INSERT INTO message_templates (project_id, id, platform_id, ${names.join(', ')})
           SELECT $1, s.id, s.platform_id, ${names.map((name) => `s.${name}`).join(', ')}
           FROM json_to_recordset($2) AS s (id uuid, platform_id uuid, ${WRITTEN})
           ON CONFLICT DO NOTHING RETURNING id`,
    values: [projectId, JSON.stringify(templates)],
  })
  return rows.map(({ id }) => id)
}

/** A template of which nothing is known yet but its name. */
export function newTemplate(
  of: Pick<StoredTemplate, 'id' | 'platform_id' | 'name' | 'language'> & Partial<StoredTemplate>,
): StoredTemplate {
  return {
    external_id: null,
    category: null,
    status: 'DRAFT',
    quality: null,
    reason: null,
    components: null,
    content: null,
    variables: [],
    status_at: null,
    quality_at: null,
    category_at: null,
    components_at: null,
    synced_at: null,
    created_at: new Date(0),
    ...of,
  }
}
