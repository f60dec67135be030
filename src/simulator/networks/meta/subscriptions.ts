/** Webhooks of an app and of the accounts in it: …/graph-api/reference/app/subscriptions, …/page/subscribed_apps */
import {
  type Account,
  type ApiCall,
  type Json,
  type JsonObject,
  perAccount,
  type World,
} from '../../network.ts'
import { refuseNode, refuseParameter } from './errors.ts'
import { verifyCallback } from './handshake.ts'
import { parametersOf, text } from './request.ts'
import { done, type GraphRequest, type GraphRoute, success } from './routes.ts'
import { requireAppToken } from './tokens.ts'

interface Subscribed {
  /** Null: nobody has said, so all. */
  appFields: string[] | null
  accountFields: string[] | null
}

const subscribedOf = perAccount((): Subscribed => ({ appFields: null, accountFields: null }))

/** Whether the account's webhook gets this field. */
export function isSubscribed(account: Account, field: string): boolean {
  const { appFields, accountFields } = subscribedOf(account)
  return (appFields?.includes(field) ?? true) && (accountFields?.includes(field) ?? true)
}

export const objectTypes: Record<string, string> = {
  page: 'FACEBOOK',
  instagram: 'INSTAGRAM',
  whatsapp_business_account: 'WHATSAPP',
}

export const appRoutes: readonly GraphRoute[] = [
  { method: 'POST', edge: 'subscriptions', operation: 'registerWebhook', perform: subscribeApp },
  { method: 'GET', edge: 'subscriptions', operation: 'readWebhook', perform: readApp },
  { method: 'DELETE', edge: 'subscriptions', operation: 'removeWebhook', perform: unsubscribeApp },
]

async function subscribeApp(request: GraphRequest) {
  const { call, world } = request
  const { object, callback_url: url, verify_token: token } = parametersOf(call)
  const accounts = accountsOf(request, object)
  if (typeof url !== 'string') refuseParameter('The parameter callback_url is required')
  if (typeof token !== 'string') refuseParameter('The parameter verify_token is required')
  const fields = listOf(parametersOf(call).fields)
  await verifyCallback(world, url, token)
  for (const account of accounts) {
    account.webhookUrl = url
    account.verifyToken = token
    subscribedOf(account).appFields = fields.length > 0 ? fields : null
  }
  return success
}

/** Of the app's accounts, those that the object is about; any app answers only to its own token. */
function accountsOf({ call, account, world, node }: GraphRequest, object: Json | undefined): Account[] {
  if (account.appId !== node) refuseNode(node, call.method)
  requireAppToken(call, account)
  if (typeof object !== 'string' || !(object in objectTypes)) {
    refuseParameter(`Param object must be one of {${Object.keys(objectTypes).join(', ')}}`)
  }
  return ofApp(world, node).filter((one) => one.type === objectTypes[object])
}

function ofApp(world: World, appId: string): Account[] {
  return world.accounts().filter((one) => one.appId === appId)
}

function readApp({ call, account, world, node }: GraphRequest) {
  if (account.appId !== node) refuseNode(node, call.method)
  requireAppToken(call, account)
  const data = Object.entries(objectTypes).flatMap(([object, type]): JsonObject[] => {
    const [one] = ofApp(world, node).filter((each) => each.type === type && each.webhookUrl !== null)
    if (!one) return []
    const fields = (subscribedOf(one).appFields ?? []).map((name) => ({ name, version: 'v26.0' }))
    return [{ object, callback_url: one.webhookUrl, active: true, fields }]
  })
  return done({ data })
}

function unsubscribeApp(request: GraphRequest) {
  const { object } = parametersOf(request.call)
  for (const account of accountsOf(request, object)) account.webhookUrl = null
  return success
}

/** `subscribed_apps` of a Page or an Instagram account. */
export const accountRoutes: readonly GraphRoute[] = [
  {
    method: 'POST',
    edge: 'subscribed_apps',
    operation: 'registerWebhook',
    perform({ call, account, node }) {
      requireOwn(account, node, call)
      const fields = listOf(parametersOf(call).subscribed_fields)
      if (fields.length === 0) refuseParameter('The parameter subscribed_fields is required')
      subscribedOf(account).accountFields = fields
      return success
    },
  },
  {
    method: 'GET',
    edge: 'subscribed_apps',
    operation: 'readWebhook',
    perform({ call, account, node }) {
      requireOwn(account, node, call)
      const { accountFields } = subscribedOf(account)
      const app = { name: 'Parley', id: account.appId ?? '1', subscribed_fields: accountFields ?? [] }
      return done({ data: accountFields?.length === 0 ? [] : [app] })
    },
  },
  {
    method: 'DELETE',
    edge: 'subscribed_apps',
    operation: 'removeWebhook',
    perform({ call, account, node }) {
      requireOwn(account, node, call)
      subscribedOf(account).accountFields = []
      return success
    },
  },
]

/** The node must be the token's own account. */
export function requireOwn(account: Account, node: string, call: ApiCall): void {
  if (node !== 'me' && node !== account.externalId) refuseNode(node, call.method)
}

/** `a,b`, a list, or a list as JSON. */
function listOf(value: Json | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => text(one) ?? [])
  return (text(value) ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
}
