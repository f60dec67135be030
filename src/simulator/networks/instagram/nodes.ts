import type { Account, Conversation, JsonObject, World } from '../../network.ts'
import { refuse, refuseNode, refuseParameter } from '../meta/errors.ts'
import { selectFields } from '../meta/fields.ts'
import { pictureUrl } from '../meta/messaging/files.ts'
import { fieldsOf, parametersOf } from '../meta/request.ts'
import { done, type GraphRequest, type GraphRoute } from '../meta/routes.ts'

const OF_ACCOUNT = ['user_id', 'account_type', 'followers_count', 'media_count', 'profile_picture_url']

/** Ids of accounts are long; what is asked tells the rest. */
const isAboutAccount = (fields: string[], node: string) =>
  node === 'me' || node.startsWith('178414') || fields.some((field) => OF_ACCOUNT.includes(field))

export const nodeRoute: GraphRoute = {
  method: 'GET',
  edge: null,
  operation: (call, node) => (isAboutAccount(fieldsOf(call), node) ? 'identify' : 'profile'),
  customer: (call, node) => (isAboutAccount(fieldsOf(call), node) ? undefined : node),
  perform: readNode,
}

/** …/instagram-api-with-instagram-login/get-started, …/messaging-api/user-profile */
function readNode({ call, account, world, node }: GraphRequest) {
  if (node === 'me' || node === account.externalId) {
    return done(selectFields(call, own(account, node, world), { type: 'IGUser', usual: ['id'] }))
  }
  const conversation = world.findConversation(account, node)
  if (!conversation) refuseNode(node, call.method)
  // Writing to the account is the consent to be looked at.
  if (!conversation.messages.some((one) => one.direction === 'IN')) {
    refuse({ status: 403, code: 230, message: '(#230) User consent is required to access user profile' })
  }
  return done(
    selectFields(call, person(conversation, world), {
      type: 'User',
      usual: ['name', 'username', 'profile_pic'],
    }),
  )
}

function own({ externalId, name, appId }: Account, node: string, world: World): JsonObject {
  return {
    // With Instagram Login `id` is of this app only; webhooks name `user_id`.
    id: node === 'me' ? `2${appId ?? ''}${externalId.slice(-9)}` : externalId,
    user_id: externalId,
    username: slug(name),
    name,
    account_type: 'BUSINESS',
    profile_picture_url: pictureUrl(world, '/instagram', externalId),
    followers_count: 1310,
    follows_count: 87,
    media_count: 42,
    biography: '',
  }
}

function person({ customer }: Conversation, world: World): JsonObject {
  return {
    id: customer.id,
    name: customer.name,
    username: customer.username ?? slug(customer.name),
    profile_pic: customer.pictureUrl ?? pictureUrl(world, '/instagram', customer.id),
    follower_count: 310,
    is_user_follow_business: true,
    is_business_follow_user: false,
    is_verified_user: false,
  }
}

function slug(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '.')
}

/** …/instagram-api-with-instagram-login/business-login#refresh: the simulated token stays the same. */
export const refreshRoute: GraphRoute = {
  method: 'GET',
  node: 'refresh_access_token',
  edge: null,
  operation: 'other',
  perform({ call, account }) {
    if (parametersOf(call).grant_type !== 'ig_refresh_token') {
      refuseParameter('Param grant_type must be one of {ig_refresh_token}')
    }
    return done({ access_token: account.accessToken, token_type: 'bearer', expires_in: 60 * 86_400 })
  },
}
