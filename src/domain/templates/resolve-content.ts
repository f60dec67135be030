import type { TemplateContent } from '../../channels/outbound.ts'
import type { TemplateVariable } from '../../channels/templates.ts'
import type { Transaction } from '../../infra/database.ts'
import type { GivenContent } from '../outbound/given-content.ts'
import type { SendTarget } from '../outbound/load-target.ts'
import { InvalidContent, NotFound } from '../outbound/sending-failures.ts'
import { fillContent } from './content-variables.ts'
import { findByName, findTemplate, type StoredTemplate } from './stored-template.ts'
import { contentFailure, TemplateNotApproved } from './template-failures.ts'

/** A stored template, ours or a network's, and the values of its variables. */
export interface TemplateReference {
  kind: 'storedTemplate'
  templateId: string
  values: { [name: string]: string }
}

/** What whoever writes may give: a content, or the name of one that is stored. */
export type WrittenContent = GivenContent | TemplateReference

export interface ResolvedContent {
  content: GivenContent
  /** What it was made of; null where of nothing stored. */
  templateId: string | null
}

const LONGEST_VALUE = 16 * 1024

const AT = ['input', 'content', 'template']

/** What is really to be said. Throws what the person who writes can put right. */
export async function resolveContent(
  transaction: Transaction,
  projectId: string,
  target: SendTarget,
  content: WrittenContent,
): Promise<ResolvedContent> {
  if (content.kind === 'storedTemplate') return await fillStored(transaction, projectId, target, content)
  if (content.kind === 'template') return await knownTemplate(transaction, projectId, target, content)
  return { content, templateId: null }
}

async function fillStored(
  transaction: Transaction,
  projectId: string,
  target: SendTarget,
  { templateId, values }: TemplateReference,
): Promise<ResolvedContent> {
  const template = await findTemplate(transaction, projectId, templateId)
  if (!template) throw new NotFound('message template', [...AT, 'templateId'])
  mustBeApproved(template)
  const given = new Map(Object.entries(values))
  refuseLong(given)
  if (template.content !== null) {
    const builtIn = await builtInValues(transaction, projectId, target, template.variables)
    const filled = fillContent(template.content, template.variables, given, builtIn)
    if (!filled.ok) throw contentFailure(filled.error)
    return { content: filled.content, templateId }
  }
  const { templates, name: network } = target.channel
  if (template.platform_id !== target.platformId || !templates)
    throw new InvalidContent(
      `The template ${JSON.stringify(template.name)} is of another platform: this conversation is on ${network}.`,
      [...AT, 'templateId'],
    )
  const filled = templates.fill(template.components ?? [], given)
  if (!filled.ok) throw contentFailure(filled.error)
  const { name, language } = template
  const { components, text } = filled
  return { content: { kind: 'template', name, language: language ?? '', components, text }, templateId }
}

/** No text of a network is as long; a template may name one value many times. */
function refuseLong(given: ReadonlyMap<string, string>): void {
  for (const [variable, { length }] of given) {
    if (length <= LONGEST_VALUE) continue
    const message = `The variable ${JSON.stringify(variable)} has ${length} characters; at most ${LONGEST_VALUE} are allowed.`
    throw contentFailure({ code: 'INVALID_TEMPLATE_VARIABLE', message, variable })
  }
}

/** One that is sent by name and components: judged by what is known of it, which may be nothing. */
async function knownTemplate(
  transaction: Transaction,
  projectId: string,
  target: SendTarget,
  content: TemplateContent,
): Promise<ResolvedContent> {
  const { name, language, components } = content
  const known = await findByName(transaction, projectId, target.platformId, name)
  const template = known.find((one) => one.language === language)
  // Unless the network's list was read, others may be there.
  const languages = known.filter((one) => one.synced_at !== null).map((one) => one.language)
  if (!template && languages.length > 0)
    throw new InvalidContent(
      `The template ${JSON.stringify(name)} is not there in ${JSON.stringify(language)}; it is in ${languages.join(', ')}.`,
      [...AT, 'language'],
    )
  if (!template) return { content, templateId: null }
  mustBeApproved(template)
  const text = target.channel.templates?.textOf(template.components ?? [], components) ?? null
  return { content: { ...content, ...(text !== null && { text }) }, templateId: template.id }
}

function mustBeApproved({ name, status, reason }: StoredTemplate): void {
  if (status !== 'APPROVED') throw new TemplateNotApproved(name, status, reason)
}

/** Read only where the template asks for them. */
async function builtInValues(
  transaction: Transaction,
  projectId: string,
  { platformId, identityId }: SendTarget,
  variables: readonly TemplateVariable[],
): Promise<Map<string, string | null>> {
  if (variables.every(({ isRequired }) => isRequired)) return new Map()
  const [row] = await transaction.query<{ platform: string; customer: string | null }>({
    name: 'built-in-variables',
    text: `SELECT p.name AS platform, c.name AS customer FROM platforms p
           LEFT JOIN customer_identities i ON i.project_id = p.project_id AND i.id = $3
           LEFT JOIN customers c ON c.project_id = p.project_id AND c.id = i.customer_id
           WHERE p.project_id = $1 AND p.id = $2`,
    values: [projectId, platformId, identityId],
  })
  return new Map([
    ['customer.name', row?.customer ?? null],
    ['platform.name', row?.platform ?? null],
  ])
}
