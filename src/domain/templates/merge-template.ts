import type { Json, TemplateChange } from '../../channels/inbound.ts'
import { contentDigest } from '../../channels/shared/digest.ts'
import { isObject } from '../../channels/shared/json.ts'
import type { ChannelTemplates, ListedTemplate } from '../../channels/templates.ts'
import { storableJson } from '../text.ts'
import type { StoredTemplate } from './stored-template.ts'

/** Of the same second the one that comes later counts: networks tell seconds. */
const isNews = (at: Date, known: Date | null) => known === null || at >= known

/** What the network told at a time, put into a row unless newer is known. Returns whether the row says anything new. */
export function applyChange(
  row: StoredTemplate,
  told: TemplateChange,
  at: Date,
  templates: ChannelTemplates,
): boolean {
  const before = saidBy(row)
  const change = storableJson(told)
  // What the network has not judged, it cannot tell more of.
  if (row.status === 'DRAFT' && change.status === undefined) return false
  row.external_id ??= change.externalId
  if (change.status !== undefined && isNews(at, row.status_at)) {
    // A list may tell that it is paused, and not why.
    row.reason = change.reason ?? (change.status === row.status ? row.reason : null)
    row.status = change.status
    row.status_at = at
  }
  if (change.quality !== undefined && isNews(at, row.quality_at)) {
    row.quality = change.quality
    row.quality_at = at
  }
  if (change.category !== undefined && isNews(at, row.category_at)) {
    row.category = change.category
    row.category_at = at
  }
  if (change.components !== undefined && isNews(at, row.components_at)) {
    row.components = replaced(row.components ?? [], change.components)
    row.variables = templates.variablesOf(row.components)
    row.components_at = at
  }
  return saidBy(row) !== before
}

/** The same of a template as the network lists it: what the list leaves out is not known. */
export function applyListed(
  row: StoredTemplate,
  told: ListedTemplate,
  at: Date,
  templates: ChannelTemplates,
): boolean {
  const { quality, category, ...listed } = told
  return applyChange(
    row,
    { ...listed, ...(quality && { quality }), ...(category !== null && { category }) },
    at,
    templates,
  )
}

/** Each takes the place of the one of its type; what is not told stays, such as a picture above the text. */
function replaced(components: readonly Json[], told: readonly Json[]): Json[] {
  const typeOf = (one: Json) => (isObject(one) ? String(one.type).toUpperCase() : '')
  const types = told.map(typeOf)
  return [...components.filter((one) => !types.includes(typeOf(one))), ...told]
}

function saidBy({ external_id, status, reason, quality, category, components }: StoredTemplate): string {
  return contentDigest({ external_id, status, reason, quality, category, components })
}
