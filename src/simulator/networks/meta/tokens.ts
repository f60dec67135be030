/** Whose call it is: …/facebook-login/guides/access-tokens, …/graph-api/guides/secure-requests */
import { createHmac } from 'node:crypto'
import type { Account, ApiCall } from '../../network.ts'
import { type GraphFailure, refuse } from './errors.ts'
import { graphPath, parametersOf, text } from './request.ts'

export function tokenOf(call: ApiCall): string | null {
  const bearer = /^(?:Bearer|OAuth)\s+(.+)$/i.exec(call.headers.authorization ?? '')?.[1]
  return bearer?.trim() ?? text(parametersOf(call).access_token) ?? null
}

/** An app's own token is its id and secret; it manages webhook subscriptions and reads about tokens. */
export function appToken(account: Account): string | null {
  return account.appId === null ? null : `${account.appId}|${account.secret}`
}

export const invalidToken: GraphFailure = {
  status: 401,
  code: 190,
  subcode: 467,
  message: 'Invalid OAuth access token - Cannot parse access token',
}

export const expiredToken: GraphFailure = {
  status: 401,
  code: 190,
  subcode: 463,
  message:
    'Error validating access token: Session has expired. The current time is after the end of the session.',
}

/**
 * One token may speak for several accounts (a system user's for all numbers of a business): the node that the call
 * names decides, else the first.
 */
export function authenticateGraph(call: ApiCall, accounts: readonly Account[]): Account {
  const token = tokenOf(call)
  if (token === null) {
    refuse({
      code: 2500,
      message: 'An active access token must be used to query information about the current user.',
    })
  }
  const own = accounts.filter((one) => one.accessToken === token || appToken(one) === token)
  const node = graphPath(call)?.node
  const account =
    own.find((one) => one.externalId === node) ?? own.find((one) => one.businessId === node) ?? own[0]
  if (!account) refuse(invalidToken)
  checkProof(call, account, token)
  return account
}

function checkProof(call: ApiCall, account: Account, token: string): void {
  const proof = text(parametersOf(call).appsecret_proof)
  if (proof === undefined) return
  const wanted = createHmac('sha256', account.secret).update(token).digest('hex')
  if (proof === wanted) return
  refuse({
    code: 100,
    type: 'GraphMethodException',
    message: 'Invalid appsecret_proof provided in the API argument',
  })
}

/** Calls about an app need the app's token. */
export function requireAppToken(call: ApiCall, account: Account): void {
  if (tokenOf(call) === appToken(account)) return
  refuse({ code: 15, message: '(#15) This method must be called with an app access_token.' })
}
