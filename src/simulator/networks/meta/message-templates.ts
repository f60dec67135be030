/** Message templates of a business account or a Page: both networks have the same edge. */
import { isObject } from '../../json.ts'
import {
  type Account,
  type AccountNews,
  type Json,
  type JsonObject,
  type Performed,
  perAccount,
  type SimulatedTemplate,
  type TemplateField,
} from '../../network.ts'
import { refuse, refuseParameter } from './errors.ts'
import { parametersOf, text } from './request.ts'
import { done, type GraphRequest, type GraphRoute, success } from './routes.ts'

export type Template = SimulatedTemplate

export interface TemplatePlace {
  categories: readonly string[]
  /** Refuses a node that has no templates. */
  requireOwner(request: GraphRequest): void
  templatesOf(account: Account, request: Pick<GraphRequest, 'world'>): Template[]
  /** The parameter that names one of several languages when a template is removed. */
  idParameter: string
  /** How the webhooks tell of it; null where nobody listens. */
  news(account: Account, field: TemplateField, template: Template, now: number): Json | null
}

const MAX_TEMPLATES = 1000
/** How long a review takes: moments here, minutes to a day there. */
const REVIEW_MS = 300

/** Those that a new account has, approved. */
export function startingWith(templates: readonly Omit<Template, 'id' | 'status' | 'quality' | 'reason'>[]) {
  return perAccount((): Template[] =>
    templates.map((one, n) => ({
      ...structuredClone(one),
      id: String(1_000_000_000_000_001 + n),
      status: 'APPROVED',
      quality: 'GREEN',
      reason: null,
    })),
  )
}

export function templateEdge(place: TemplatePlace): GraphRoute[] {
  const edge = 'message_templates'
  const route = (
    method: GraphRoute['method'],
    operation: 'listTemplates' | 'createTemplate' | 'deleteTemplate',
    perform: (request: GraphRequest, place: TemplatePlace) => Performed,
  ): GraphRoute => ({
    method,
    edge,
    operation,
    perform: (request) => {
      place.requireOwner(request)
      return perform(request, place)
    },
  })
  return [
    route('GET', 'listTemplates', list),
    route('POST', 'createTemplate', create),
    route('DELETE', 'deleteTemplate', remove),
  ]
}

function list(request: GraphRequest, place: TemplatePlace): Performed {
  const asked = parametersOf(request.call)
  const found = place
    .templatesOf(request.account, request)
    .filter((one) => typeof asked.name !== 'string' || one.name.includes(asked.name))
    .filter((one) => typeof asked.status !== 'string' || one.status === asked.status)
    .filter((one) => typeof asked.language !== 'string' || one.language === asked.language)
  const limit = Math.min(100, Number(asked.limit ?? 25) || 25)
  const from = Number(text(asked.after) ?? 0) || 0
  const data = found.slice(from, from + limit).map(shown)
  const cursors = { before: String(from), after: String(from + data.length) }
  const hasMore = from + data.length < found.length
  const next = `https://graph.facebook.com/next?after=${cursors.after}`
  return done({ data, ...(data.length > 0 && { paging: { cursors, ...(hasMore && { next }) } }) })
}

function shown({ quality, reason, ...template }: Template): JsonObject {
  return {
    ...template,
    rejected_reason: reason ?? 'NONE',
    ...(quality !== null && { quality_score: { score: quality } }),
  }
}

function create(request: GraphRequest, place: TemplatePlace): Performed {
  const { name, language, category, components } = parametersOf(request.call)
  if (typeof name !== 'string' || !/^[a-z0-9_]{1,512}$/.test(name)) {
    refuseParameter('Param name must have 1 to 512 lower-case letters, digits and underscores')
  }
  if (typeof language !== 'string') refuseParameter('The parameter language is required.')
  if (typeof category !== 'string' || !place.categories.includes(category)) {
    refuseParameter(`Param category must be one of {${place.categories.join(', ')}}`)
  }
  const parts = Array.isArray(components) ? components.filter(isObject) : []
  checkComponents(parts)
  const { account, world } = request
  const templates = place.templatesOf(account, request)
  if (templates.some((one) => one.name === name && one.language === language)) {
    refuse({ code: 100, subcode: 2388024, message: '(#100) Content in this language already exists' })
  }
  if (templates.length >= MAX_TEMPLATES)
    refuse({ code: 100, subcode: 2388040, message: '(#100) Too many templates' })
  const id = String(1_000_000_000_000_000 + world.next())
  const template = {
    id,
    name,
    language,
    category,
    status: 'PENDING',
    quality: null,
    reason: null,
    components: parts,
  }
  templates.push(template)
  const news = {
    account,
    kind: 'template',
    afterMs: REVIEW_MS,
    body: () => reviewed(place, account, template, world.now()),
  }
  return { ...done({ id, status: 'PENDING', category }), news: [news] }
}

/** By its name: one with `reject` in it is rejected, one with `pending` is never looked at. */
function reviewed(place: TemplatePlace, account: Account, template: Template, now: number): Json | null {
  if (template.status !== 'PENDING' || template.name.includes('pending')) return null
  const isRejected = template.name.includes('reject')
  template.status = isRejected ? 'REJECTED' : 'APPROVED'
  template.reason = isRejected ? 'INVALID_FORMAT' : null
  return place.news(account, 'status', template, now)
}

function checkComponents(components: JsonObject[]): void {
  const body = components.find((one) => one.type === 'BODY')
  if (!body || typeof body.text !== 'string')
    refuseParameter('Param components must have one BODY with a text')
  if (body.text.length > 1024)
    refuseParameter('Param components: the text of BODY has at most 1024 characters')
  const buttons = components.find((one) => one.type === 'BUTTONS')?.buttons
  if (Array.isArray(buttons) && buttons.length > 10) refuseParameter('Param components: at most 10 buttons')
}

function remove(request: GraphRequest, place: TemplatePlace): Performed {
  const asked = parametersOf(request.call)
  const id = asked[place.idParameter]
  const { account, world } = request
  const templates = place.templatesOf(account, request)
  const gone = templates.filter(
    (one) => one.name === asked.name && (id === undefined || one.id === String(id)),
  )
  if (gone.length === 0) {
    refuse({ code: 100, subcode: 2593002, message: '(#100) Message template not found' })
  }
  templates.splice(0, templates.length, ...templates.filter((one) => !gone.includes(one)))
  const news = gone.map((template): AccountNews => {
    template.status = 'DELETED'
    return {
      account,
      kind: 'template',
      afterMs: 0,
      body: () => place.news(account, 'status', template, world.now()),
    }
  })
  return { ...success, news }
}
