/** …/graph-api/reference/debug_token */
import type { Account } from '../../network.ts'
import { refuseParameter } from './errors.ts'
import { parametersOf } from './request.ts'
import { done, type GraphRoute } from './routes.ts'

export function debugTokenRoute(type: string, scopes: string[]): GraphRoute {
  return {
    method: 'GET',
    node: 'debug_token',
    edge: null,
    operation: 'debugToken',
    perform({ call, account, world }) {
      const { input_token: token } = parametersOf(call)
      if (typeof token !== 'string') refuseParameter('The parameter input_token is required')
      const owner = world.accounts().find((one) => one.type === account.type && one.accessToken === token)
      return done({ data: owner ? valid(owner, type, scopes) : invalid })
    },
  }
}

function valid(owner: Account, type: string, scopes: string[]) {
  return {
    app_id: owner.appId ?? '1',
    type,
    application: 'Parley',
    data_access_expires_at: 0,
    // 0: never.
    expires_at: 0,
    is_valid: true,
    profile_id: owner.externalId,
    scopes,
    user_id: owner.externalId,
  }
}

const invalid = {
  error: { code: 190, message: 'Invalid OAuth access token - Cannot parse access token' },
  is_valid: false,
  scopes: [],
}
