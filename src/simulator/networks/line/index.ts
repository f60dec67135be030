/** LINE Messaging API: `/line` stands for api.line.me, `/line-data` for api-data.line.me. */
import type { ApiAnswer, Failure, SimulatedNetwork } from '../../network.ts'
import { isShared, merge, redelivery, webhooks } from './events.ts'
import { answer, notFound, unauthorized } from './refusals.ts'
import { customerOf, findRoute, pathIds } from './routes.ts'
import { sign } from './signature.ts'
import { nextMessageId } from './tokens.ts'

export const line: SimulatedNetwork = {
  type: 'LINE',
  prefixes: ['/line', '/line-data'],
  describe(call) {
    const route = findRoute(call)
    if (!route) return null
    const customer = customerOf(route, call)
    return { operation: route.operation, ...(customer !== null && { customer }) }
  },
  unknown: () => notFound().answer,
  authenticate(call, accounts) {
    const token = /^Bearer (.+)$/i.exec(call.headers.authorization ?? '')?.[1]
    const account = accounts.find(({ accessToken }) => accessToken === token)
    if (!account) throw unauthorized()
    return account
  },
  perform(call, account, world) {
    const route = findRoute(call)
    if (!route) throw notFound()
    return route.perform({ call, account, world, ids: pathIds(route, call) })
  },
  failure,
  messageId: (_, world) => nextMessageId(world),
  webhooks,
  merge,
  redelivery,
  sign,
  refusesAct(act, conversation) {
    if (act === 'reaction') return 'LINE does not tell accounts of reactions'
    if (act === 'edit' && !isShared(conversation)) return 'on LINE messages are edited in groups alone'
    return null
  },
}

/** …/messaging-api/#status-codes. LINE never says how long to wait. */
function failure({ kind, scope }: Failure): ApiAnswer {
  if (kind === 'expiredToken') return unauthorized().answer
  if (kind === 'gone') return answer(410, { message: 'Gone' })
  if (kind === 'error500') return answer(500, { message: 'Internal server error' })
  const message =
    scope === 'recipient'
      ? 'The number of concurrent requests has exceeded the limit.'
      : 'The API rate limit has been exceeded. Try again later.'
  return answer(429, { message })
}
