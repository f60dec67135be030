import type { OutboundContent } from '../../channels/outbound.ts'
import type { Transaction } from '../../infra/database.ts'
import { newId } from '../../infra/uuid.ts'
import type { Principal } from '../access/principal.ts'
import { claimKey } from '../outbound/idempotency.ts'
import type { SendingDependencies } from '../outbound/sending-dependencies.ts'
import { NotFound } from '../outbound/sending-failures.ts'
import { strayBraces, variablesIn } from './content-variables.ts'
import { tell } from './create-template.ts'
import {
  COLUMNS,
  findTemplate,
  insertTemplates,
  newTemplate,
  type StoredTemplate,
  saveTemplates,
} from './stored-template.ts'
import { InvalidTemplate } from './template-failures.ts'
import { lockTemplates } from './template-platform.ts'

export interface OwnTemplateInput {
  name: string
  language: string | null
  content: OutboundContent
  idempotencyKey: string | null
}

const LONGEST_NAME = 100
const LONGEST_CONTENT = 64 * 1024

/** Stores a content with variables. Returns the row's id. */
export async function createOwnTemplate(
  deps: SendingDependencies,
  { projectId }: Principal,
  input: OwnTemplateInput,
): Promise<string> {
  const { idempotencyKey, ...words } = input
  check(words)
  const id = newId()
  const made = await deps.database.worker(async (transaction) => {
    lockTemplates(transaction, projectId)
    if (idempotencyKey !== null) {
      const named = { operation: 'createMessageTemplate', ...words }
      const claimed = await claimKey(transaction, projectId, idempotencyKey, named, id)
      if (!claimed.isNew) return claimed.resultId
    }
    await refuseTaken(transaction, projectId, words, id)
    const { name, language, content } = words
    const variables = variablesIn(content)
    const row = { id, platform_id: null, name, language, content, variables, status: 'APPROVED' as const }
    await insertTemplates(transaction, projectId, [newTemplate(row)])
    await tell(transaction, { projectId, platformId: null }, id)
    return id
  })
  deps.wakeUps.wake(projectId)
  return made
}

/** Rewrites one of our own; what was sent of it stays as it was sent. */
export async function updateOwnTemplate(
  deps: SendingDependencies,
  { projectId }: Principal,
  id: string,
  change: { name: string | null; language: string | null; content: OutboundContent | null },
): Promise<string> {
  await deps.database.worker(async (transaction) => {
    lockTemplates(transaction, projectId)
    const row = await findTemplate(transaction, projectId, id, true)
    if (!row || row.status === 'DELETED') throw new NotFound('message template', ['input', 'templateId'])
    if (row.content === null)
      throw new InvalidTemplate(
        'A template of a network is judged as it is: make a new one, and delete this one.',
        'templateId',
      )
    const words = {
      name: change.name ?? row.name,
      language: change.language ?? row.language,
      content: change.content ?? row.content,
    }
    check(words)
    await refuseTaken(transaction, projectId, words, id)
    saveTemplates(transaction, projectId, [{ ...row, ...words, variables: variablesIn(words.content) }])
    await tell(transaction, { projectId, platformId: null }, id)
  })
  deps.wakeUps.wake(projectId)
  return id
}

function check({ name, content }: Pick<OwnTemplateInput, 'name' | 'content'>): void {
  if (name.trim() === '' || name.length > LONGEST_NAME)
    throw new InvalidTemplate(`A template's name has 1 to ${LONGEST_NAME} characters.`, 'name')
  if (content.kind === 'template')
    throw new InvalidTemplate(
      'A template of our own cannot be made of a network’s template.',
      'content.template',
    )
  if (JSON.stringify(content).length > LONGEST_CONTENT)
    throw new InvalidTemplate(`The content is longer than ${LONGEST_CONTENT} characters.`, 'content')
  const stray = strayBraces(content)
  if (stray !== null)
    throw new InvalidTemplate(
      'Here are braces that are no variable: one is written as {{order}} or {{customer.name}}, of letters, digits and . _ -',
      `content.${stray}`,
    )
}

async function refuseTaken(
  transaction: Transaction,
  projectId: string,
  { name, language }: Pick<OwnTemplateInput, 'name' | 'language'>,
  id: string,
): Promise<void> {
  const [taken] = await transaction.query<StoredTemplate>({
    name: 'own-template-by-name',
    text: `SELECT ${COLUMNS} FROM message_templates WHERE project_id = $1 AND platform_id IS NULL AND name = $2
           AND coalesce(language, '') = coalesce($3, '') AND status <> 'DELETED' AND id <> $4`,
    values: [projectId, name, language, id],
  })
  if (!taken) return
  const where = language === null ? '' : ` in ${language}`
  throw new InvalidTemplate(`The project has a template ${JSON.stringify(name)}${where} already.`, 'name')
}
