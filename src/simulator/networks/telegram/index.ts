/** Telegram Bot API: `/telegram` stands for api.telegram.org. */
import { isObject } from '../../json.ts'
import type { ApiCall, SimulatedNetwork } from '../../network.ts'
import { Refused } from '../../network.ts'
import { failed, notFound, tooMany, unauthorized, unknownMethod } from './answers.ts'
import { isChatId } from './chats.ts'
import { download, downloadPattern } from './download.ts'
import { nextMessageId } from './memory.ts'
import { findMethod } from './methods.ts'
import { Params } from './params.ts'
import { webhooks } from './updates.ts'

export const telegram: SimulatedNetwork = {
  type: 'TELEGRAM',
  prefixes: ['/telegram'],
  describe(call) {
    if (call.method === 'GET' && downloadPattern.test(call.path)) return { operation: 'downloadMedia' }
    const method = findMethod(methodName(call) ?? '')
    if (!method || !['GET', 'POST'].includes(call.method)) return null
    const customer = customerOf(call)
    return { operation: method.operation, ...(customer !== null && { customer }) }
  },
  unknown: (call) => (methodName(call) === null ? notFound() : unknownMethod()),
  authenticate(call, accounts) {
    const token = decodedToken(call)
    const account = accounts.find(({ accessToken }) => accessToken === token)
    if (!account) throw unauthorized()
    return account
  },
  perform(call, account, world) {
    if (downloadPattern.test(call.path)) return download({ call, account, world })
    const method = findMethod(methodName(call) ?? '')
    if (!method) throw new Refused(unknownMethod())
    return method.perform({ call, account, world, params: Params.of(call) })
  },
  failure({ kind, retryAfter = 5 }) {
    if (kind === 'gone') return notFound()
    if (kind === 'expiredToken') return unauthorized().answer
    if (kind === 'error500') return failed(500, 'Internal Server Error')
    return tooMany(retryAfter)
  },
  messageId: ({ account }, world) => String(nextMessageId(account, world)),
  webhooks,
  /** One Update per post, always. */
  merge: (bodies) => bodies,
  sign(_, { secret }): Record<string, string> {
    return secret === '' ? {} : { 'x-telegram-bot-api-secret-token': secret }
  },
  refusesAct: (_, { customer }) =>
    isChatId(customer.id)
      ? null
      : 'on Telegram the id of a customer is a number, that of a group a negative one',
}

const METHOD = /^\/bot([^/]+)\/([A-Za-z]+)$/

function methodName({ path }: ApiCall): string | null {
  return METHOD.exec(path)?.[2] ?? null
}

/** The colon of a token may come percent-encoded. */
function decodedToken({ path }: ApiCall): string {
  const token = (METHOD.exec(path) ?? downloadPattern.exec(path))?.[1] ?? ''
  return token.replaceAll(/%3a/gi, ':')
}

function customerOf({ query, body }: ApiCall): string | null {
  const given = isObject(body) ? body.chat_id : undefined
  if (typeof given === 'string' || typeof given === 'number') return String(given)
  return query.get('chat_id')
}
