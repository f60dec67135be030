/** Message templates of a WhatsApp Business Account: …/whatsapp/business-management-api/message-templates */

import { isObject } from '../../json.ts'
import { type Account, type JsonObject, perAccount, type World } from '../../network.ts'
import { refuse, refuseNode, refuseParameter } from '../meta/errors.ts'
import { parametersOf, text } from '../meta/request.ts'
import { done, type GraphRequest, type GraphRoute, success } from '../meta/routes.ts'

export interface Template {
  id: string
  name: string
  language: string
  category: string
  status: string
  components: JsonObject[]
}

const MAX_TEMPLATES = 1000
const CATEGORIES = ['AUTHENTICATION', 'MARKETING', 'UTILITY']

const held = perAccount((): Template[] => [
  {
    id: '1000000000000001',
    name: 'hello_world',
    language: 'en_US',
    category: 'UTILITY',
    status: 'APPROVED',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Hello World' },
      { type: 'BODY', text: 'Welcome! This message proves that your number can send.' },
      { type: 'FOOTER', text: 'A sample of the simulator' },
    ],
  },
])

/** All numbers of a business account share its templates: they are kept with the first of them. */
export function templatesOf(account: Account, world: World): Template[] {
  const first = world
    .accounts()
    .find((one) => one.type === account.type && one.businessId === account.businessId)
  return held(first ?? account)
}

export const templateRoutes: readonly GraphRoute[] = [
  { method: 'GET', edge: 'message_templates', operation: 'listTemplates', perform: list },
  { method: 'POST', edge: 'message_templates', operation: 'createTemplate', perform: create },
  { method: 'DELETE', edge: 'message_templates', operation: 'other', perform: removeByName },
]

function list(request: GraphRequest) {
  requireBusiness(request)
  const asked = parametersOf(request.call)
  const found = templatesOf(request.account, request.world)
    .filter((one) => typeof asked.name !== 'string' || one.name.includes(asked.name))
    .filter((one) => typeof asked.status !== 'string' || one.status === asked.status)
    .filter((one) => typeof asked.language !== 'string' || one.language === asked.language)
  const limit = Math.min(100, Number(asked.limit ?? 25) || 25)
  const from = Number(text(asked.after) ?? 0) || 0
  const data = found.slice(from, from + limit).map((one): JsonObject => ({ ...one }))
  const cursors = { before: String(from), after: String(from + data.length) }
  const hasMore = from + data.length < found.length
  const next = `https://graph.facebook.com/next?after=${cursors.after}`
  return done({ data, ...(data.length > 0 && { paging: { cursors, ...(hasMore && { next }) } }) })
}

function create(request: GraphRequest) {
  requireBusiness(request)
  const { name, language, category, components } = parametersOf(request.call)
  if (typeof name !== 'string' || !/^[a-z0-9_]{1,512}$/.test(name)) {
    refuseParameter('Param name must have 1 to 512 lower-case letters, digits and underscores')
  }
  if (typeof language !== 'string') refuseParameter('The parameter language is required.')
  if (typeof category !== 'string' || !CATEGORIES.includes(category)) {
    refuseParameter(`Param category must be one of {${CATEGORIES.join(', ')}}`)
  }
  const parts = Array.isArray(components) ? components.filter(isObject) : []
  checkComponents(parts)
  const templates = templatesOf(request.account, request.world)
  if (templates.some((one) => one.name === name && one.language === language)) {
    refuse({ code: 100, subcode: 2388024, message: '(#100) Content in this language already exists' })
  }
  if (templates.length >= MAX_TEMPLATES)
    refuse({ code: 100, subcode: 2388040, message: '(#100) Too many templates' })
  const id = String(1_000_000_000_000_000 + request.world.next())
  // The review ends at once: who lists the template next finds it approved.
  templates.push({ id, name, language, category, status: 'APPROVED', components: parts })
  return done({ id, status: 'PENDING', category })
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

function removeByName(request: GraphRequest) {
  requireBusiness(request)
  const { name } = parametersOf(request.call)
  const templates = templatesOf(request.account, request.world)
  const left = templates.filter((one) => one.name !== name)
  if (left.length === templates.length) {
    refuse({ code: 100, subcode: 2593002, message: '(#100) Message template not found' })
  }
  templates.splice(0, templates.length, ...left)
  return success
}

export function requireBusiness({ account, node, call }: GraphRequest): void {
  if (node !== account.businessId) refuseNode(node, call.method)
}
