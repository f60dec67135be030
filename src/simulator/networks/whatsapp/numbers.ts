import type { Account, JsonObject, World } from '../../network.ts'
import { refuseNode } from '../meta/errors.ts'
import { selectFields } from '../meta/fields.ts'
import { done, type GraphRequest, type GraphRoute } from '../meta/routes.ts'
import { readMedia } from './media.ts'
import { requireBusiness } from './templates.ts'

/** A made-up number in digits: a real one is no part of the account's id. */
export function displayPhone({ externalId }: Account): string {
  return `66${externalId.replace(/\D/g, '').slice(-9).padStart(9, '0')}`
}

export const nodeRoutes: readonly GraphRoute[] = [
  {
    method: 'GET',
    edge: null,
    operation: ({ query }, node) => (query.has('fields') || node === 'me' ? 'identify' : 'readMedia'),
    perform: readNode,
  },
  {
    method: 'GET',
    edge: 'phone_numbers',
    operation: 'other',
    perform(request) {
      requireBusiness(request)
      const data = numbersOf(request.account, request.world).map(phoneNumber)
      return done({ data, paging: { cursors: { before: '0', after: String(data.length) } } })
    },
  },
]

/** A phone number, a business account, the token's user, or a media file: ids tell which. */
function readNode(request: GraphRequest) {
  const { call, account, node } = request
  if (node === account.externalId) {
    const usual = [
      'verified_name',
      'code_verification_status',
      'display_phone_number',
      'quality_rating',
      'platform_type',
      'throughput',
    ]
    return done(selectFields(call, phoneNumber(account), { type: 'WhatsAppBusinessPhoneNumber', usual }))
  }
  if (node === account.businessId) {
    const usual = ['name', 'currency', 'timezone_id', 'message_template_namespace']
    return done(selectFields(call, business(account), { type: 'WhatsAppBusinessAccount', usual }))
  }
  if (node === 'me') {
    const user = { id: `7${account.businessId ?? account.externalId}`, name: account.name }
    return done(selectFields(call, user, { type: 'User', usual: ['name'] }))
  }
  return readMedia(request) ?? refuseNode(node, call.method)
}

function numbersOf(account: Account, world: World): Account[] {
  return world.accounts().filter((one) => one.type === account.type && one.businessId === account.businessId)
}

function phoneNumber(account: Account): JsonObject {
  const digits = displayPhone(account)
  return {
    id: account.externalId,
    verified_name: account.name,
    name_status: 'APPROVED',
    code_verification_status: 'VERIFIED',
    display_phone_number: `+${digits.slice(0, 2)} ${digits.slice(2, 4)} ${digits.slice(4, 7)} ${digits.slice(7)}`,
    quality_rating: 'GREEN',
    messaging_limit_tier: 'TIER_250',
    platform_type: 'CLOUD_API',
    status: 'CONNECTED',
    account_mode: 'LIVE',
    is_official_business_account: false,
    throughput: { level: 'STANDARD' },
    webhook_configuration: { application: account.webhookUrl ?? '' },
  }
}

function business(account: Account): JsonObject {
  return {
    id: account.businessId,
    name: account.name,
    currency: 'THB',
    timezone_id: '130',
    message_template_namespace: 'simulated_namespace',
    account_review_status: 'APPROVED',
  }
}
