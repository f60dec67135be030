/** …/whatsapp/business-management-api/reference/whatsapp-business-account/subscribed_apps */
import type { Account } from '../../network.ts'
import { refuseParameter } from '../meta/errors.ts'
import { verifyCallback } from '../meta/handshake.ts'
import { parametersOf } from '../meta/request.ts'
import { done, type GraphRequest, type GraphRoute, success } from '../meta/routes.ts'
import { subscription } from './subscription.ts'
import { requireBusiness } from './templates.ts'

export const subscribeRoutes: readonly GraphRoute[] = [
  { method: 'POST', edge: 'subscribed_apps', operation: 'registerWebhook', perform: subscribe },
  { method: 'GET', edge: 'subscribed_apps', operation: 'readWebhook', perform: read },
  { method: 'DELETE', edge: 'subscribed_apps', operation: 'removeWebhook', perform: unsubscribe },
]

async function subscribe(request: GraphRequest) {
  requireBusiness(request)
  const { override_callback_uri: uri, verify_token: token } = parametersOf(request.call)
  if (uri !== undefined) {
    if (typeof uri !== 'string') refuseParameter('Param override_callback_uri must be a string')
    if (typeof token !== 'string') refuseParameter('The parameter verify_token is required.')
    await verifyCallback(request.world, uri, token)
  }
  for (const account of numbersOf(request)) {
    subscription(account).isOn = true
    if (typeof uri !== 'string' || typeof token !== 'string') continue
    subscription(account).override = uri
    account.webhookUrl = uri
    account.verifyToken = token
  }
  return success
}

function read(request: GraphRequest) {
  requireBusiness(request)
  const { account } = request
  const { isOn, override } = subscription(account)
  if (!isOn) return done({ data: [] })
  const app = { link: 'http://127.0.0.1/', name: 'Parley', id: account.appId ?? '1' }
  return done({
    data: [
      { whatsapp_business_api_data: app, ...(override !== null && { override_callback_uri: override }) },
    ],
  })
}

function unsubscribe(request: GraphRequest) {
  requireBusiness(request)
  for (const account of numbersOf(request)) subscription(account).isOn = false
  return success
}

function numbersOf({ account, world }: GraphRequest): Account[] {
  return world.accounts().filter((one) => one.type === account.type && one.businessId === account.businessId)
}
