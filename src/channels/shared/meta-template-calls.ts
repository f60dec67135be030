/** The edge `message_templates` of a business account or a Page, which is the same on both networks of Meta. */
import type { Json, TemplateQuality, TemplateStatus } from '../inbound.ts'
import type { ChannelError, NativeRequest, NativeResponse } from '../outbound.ts'
import type {
  ChannelTemplates,
  ListedTemplate,
  TemplateAccount,
  TemplateAnswer,
  TemplateDraft,
} from '../templates.ts'
import { isObject, type JsonObject, listAt } from './json.ts'
import { textAt } from './meta-answers.ts'
import { graphPath } from './meta-graph.ts'
import { checkTemplate } from './meta-template-check.ts'
import { fillTemplate, type TemplateDialect, textOfTemplate } from './meta-template-fill.ts'
import { isPosition, slotsOf } from './meta-template-slots.ts'

export interface TemplateNetwork {
  categories: readonly string[]
  mostButtons: number
  framedVariables: boolean
  dialect: TemplateDialect
  /** Whose edge it is. */
  owner: (account: TemplateAccount) => string
  needsBusiness: boolean
  businessOf?: (payload: Json, accountId: string) => string | null
  /** Members of a template that are asked for. */
  fields: string
  /** Names one template among those of its name when it is removed. */
  idParameter: string
  readError(response: NativeResponse): ChannelError
}

/** "limit": a hundred are the most that Graph gives in one page. */
const PAGE = '100'
/** The template is not there: …/message-templates/error-codes */
const GONE = '100/2593002'

export function metaTemplates(network: TemplateNetwork): ChannelTemplates {
  const { owner, dialect, readError } = network
  const edge = (account: TemplateAccount) => graphPath(owner(account), 'message_templates')
  const refused = (response: NativeResponse) => ({ ok: false, error: readError(response) }) as const
  return {
    needsBusiness: network.needsBusiness,
    ...(network.businessOf && { businessOf: network.businessOf }),
    categories: network.categories,
    list: (account, after, name) => {
      const asked = {
        fields: network.fields,
        limit: PAGE,
        ...(after !== null && { after }),
        ...(name && { name }),
      }
      return request('GET', `${edge(account)}?${new URLSearchParams(asked)}`)
    },
    readList: (response) => readList(response) ?? refused(response),
    check: (draft) => checkTemplate(draft, { ...network, name: dialect.name }),
    create: (account, draft) => ({ ...request('POST', edge(account)), body: created(draft) }),
    readCreated: (response) => readCreated(response) ?? refused(response),
    remove: (account, { name, externalId }) =>
      request(
        'DELETE',
        `${edge(account)}?${new URLSearchParams({ name, [network.idParameter]: externalId })}`,
      ),
    readRemoved: (response) => {
      const error = isSuccess(response) ? null : readError(response)
      return error === null || error.code === GONE ? { ok: true } : { ok: false, error }
    },
    // A named variable that stands in the header and in the body is one.
    variablesOf: (components) => [
      ...new Map(
        slotsOf(components).map(({ name, where, kind, example, isRequired }) => [
          name,
          { name, where, kind, example, isRequired },
        ]),
      ).values(),
    ],
    fill: (components, values) => fillTemplate(components, values, dialect),
    textOf: textOfTemplate,
  }
}

function request(method: NativeRequest['method'], path: string): NativeRequest {
  return { method, host: 'api', path }
}

function created({ name, language, category, components }: TemplateDraft): Json {
  const isNamed = slotsOf(components).some(
    ({ placeholder }) => placeholder !== '' && !isPosition(placeholder),
  )
  return { name, language, category, ...(isNamed && { parameter_format: 'NAMED' }), components }
}

function isSuccess({ status, body }: NativeResponse): boolean {
  return status >= 200 && status < 300 && isObject(body) && !('error' in body) && body.success !== false
}

type List = TemplateAnswer<{ templates: ListedTemplate[]; after: string | null }>

/** Null where it is no list. */
function readList(response: NativeResponse): List | null {
  const { body } = response
  if (!isSuccess(response) || !isObject(body) || !Array.isArray(body.data)) return null
  const templates = body.data.flatMap((one) => (isObject(one) ? (readTemplate(one) ?? []) : []))
  const paging = isObject(body.paging) ? body.paging : {}
  const cursors = isObject(paging.cursors) ? paging.cursors : {}
  // Cursors are there on the last page too: only `next` says that another follows.
  const after = paging.next === undefined ? null : (textAt(cursors, 'after') ?? null)
  return { ok: true, templates, after }
}

function readTemplate(template: JsonObject): ListedTemplate | null {
  const externalId = textAt(template, 'id')
  const name = textAt(template, 'name')
  const language = textAt(template, 'language')
  if (externalId === undefined || name === undefined || language === undefined) return null
  const told = textAt(template, 'status') ?? ''
  const status = statusOf(told)
  return {
    externalId,
    name,
    language,
    category: textAt(template, 'category') ?? null,
    // What is called otherwise cannot be sent, as far as anybody knows.
    status: status ?? 'DISABLED',
    quality: isObject(template.quality_score) ? (qualityOf(template.quality_score.score) ?? null) : null,
    reason: reasonOf(template.rejected_reason) ?? (status ? null : told),
    components: listAt(template, 'components'),
  }
}

function readCreated(
  response: NativeResponse,
): TemplateAnswer<{ externalId: string; status: TemplateStatus; category: string | null }> | null {
  const { body } = response
  if (!isSuccess(response) || !isObject(body)) return null
  const externalId = textAt(body, 'id')
  if (externalId === undefined) return null
  const status = statusOf(textAt(body, 'status') ?? '') ?? 'PENDING'
  return { ok: true, externalId, status, category: textAt(body, 'category') ?? null }
}

const STATUSES: Readonly<Record<string, TemplateStatus>> = {
  APPROVED: 'APPROVED',
  ACTIVE: 'APPROVED',
  REINSTATED: 'APPROVED',
  PENDING: 'PENDING',
  IN_REVIEW: 'PENDING',
  REJECTED: 'REJECTED',
  IN_APPEAL: 'REJECTED',
  PAUSED: 'PAUSED',
  LIMIT_EXCEEDED: 'PAUSED',
  DISABLED: 'DISABLED',
  ARCHIVED: 'DISABLED',
  DELETED: 'DELETED',
  PENDING_DELETION: 'DELETED',
}

/** Undefined for words that say nothing of whether it may be sent, such as FLAGGED and LOCKED. */
export function statusOf(word: string): TemplateStatus | undefined {
  return Object.hasOwn(STATUSES, word) ? STATUSES[word] : undefined
}

export function qualityOf(score: Json | undefined): TemplateQuality | undefined {
  return (['GREEN', 'YELLOW', 'RED', 'UNKNOWN'] as const).find((known) => known === score)
}

export function reasonOf(reason: Json | undefined): string | null {
  return typeof reason === 'string' && reason !== '' && reason !== 'NONE' ? reason : null
}
