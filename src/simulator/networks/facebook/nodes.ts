import type { Account, Customer, JsonObject, World } from '../../network.ts'
import { refuseNode } from '../meta/errors.ts'
import { selectFields } from '../meta/fields.ts'
import { pictureUrl } from '../meta/messaging/files.ts'
import { fieldsOf } from '../meta/request.ts'
import { done, type GraphRequest, type GraphRoute } from '../meta/routes.ts'

const PERSON = ['first_name', 'last_name', 'profile_pic', 'locale', 'timezone', 'gender']

export const nodeRoute: GraphRoute = {
  method: 'GET',
  edge: null,
  operation: (call) => (fieldsOf(call).some((field) => PERSON.includes(field)) ? 'profile' : 'identify'),
  customer: (call, node) => (fieldsOf(call).some((field) => PERSON.includes(field)) ? node : undefined),
  perform: readNode,
}

/** The Page itself, or a person who has written to it. …/messenger-platform/identity/user-profile */
function readNode({ call, account, world, node }: GraphRequest) {
  if (node === 'me' || node === account.externalId) {
    return done(selectFields(call, page(account, world), { type: 'Page', usual: ['name'] }))
  }
  const conversation = world.findConversation(account, node)
  if (!conversation) refuseNode(node, call.method)
  const usual = ['first_name', 'last_name', 'profile_pic']
  return done(selectFields(call, person(conversation.customer, world), { type: 'User', usual }))
}

function page({ externalId, name }: Account, world: World): JsonObject {
  const username = name.toLowerCase().replace(/[^a-z0-9]+/g, '')
  return {
    id: externalId,
    name,
    username,
    link: `https://www.facebook.com/${username}`,
    category: 'Shopping & retail',
    fan_count: 1204,
    followers_count: 1310,
    picture: { data: { url: pictureUrl(world, '/facebook', externalId), is_silhouette: false } },
    tasks: ['ADVERTISE', 'ANALYZE', 'CREATE_CONTENT', 'MESSAGING', 'MODERATE', 'MANAGE'],
  }
}

function person({ id, name, pictureUrl: given }: Customer, world: World): JsonObject {
  const [first = '', ...rest] = name.split(' ')
  return {
    id,
    name,
    first_name: first,
    last_name: rest.join(' '),
    profile_pic: given ?? pictureUrl(world, '/facebook', id),
    locale: 'en_US',
    timezone: 7,
  }
}
