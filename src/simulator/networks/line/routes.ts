/** The calls of LINE's API that are simulated, by host: developers.line.biz/en/reference/messaging-api/ */
import { isObject } from '../../json.ts'
import type { ApiCall, Operation, Performed } from '../../network.ts'
import { markAsRead, startLoading } from './attention.ts'
import { readContent, readPreview, readTranscoding } from './content.ts'
import { readBot, readGroup, readMember, readProfile } from './people.ts'
import { readConsumption, readQuota } from './quota.ts'
import type { LineRequest } from './request.ts'
import { push, reply, validate } from './sending.ts'
import { readEndpoint, setEndpoint, testEndpoint } from './webhook-endpoint.ts'

export interface Route {
  method: string
  prefix: '/line' | '/line-data'
  pattern: RegExp
  operation: Operation
  perform(request: LineRequest): Performed | Promise<Performed>
  /** Which field of the body, or id of the path, says whom it is for. */
  customer?: 'to' | 'chatId' | 'path'
}

type Rest = Pick<Route, 'operation' | 'perform' | 'customer'>

/** `*` in a path stands for an id. */
function route(method: string, path: string, rest: Rest, prefix: Route['prefix'] = '/line'): Route {
  return { method, prefix, pattern: new RegExp(`^/v2/bot${path.replaceAll('*', '([^/]+)')}$`), ...rest }
}

const routes: readonly Route[] = [
  route('POST', '/message/reply', { operation: 'send', perform: reply }),
  route('POST', '/message/push', { operation: 'send', perform: push, customer: 'to' }),
  route('POST', '/message/validate/reply', { operation: 'validate', perform: validate }),
  route('POST', '/message/validate/push', { operation: 'validate', perform: validate }),
  route('GET', '/message/quota', { operation: 'quota', perform: readQuota }),
  route('GET', '/message/quota/consumption', { operation: 'quota', perform: readConsumption }),
  route('POST', '/chat/loading/start', { operation: 'typing', perform: startLoading, customer: 'chatId' }),
  route('POST', '/chat/markAsRead', { operation: 'markRead', perform: markAsRead }),
  route('GET', '/profile/*', { operation: 'profile', perform: readProfile, customer: 'path' }),
  route('GET', '/group/*/member/*', { operation: 'profile', perform: readMember, customer: 'path' }),
  route('GET', '/room/*/member/*', { operation: 'profile', perform: readMember, customer: 'path' }),
  route('GET', '/group/*/summary', { operation: 'profile', perform: readGroup, customer: 'path' }),
  route('GET', '/info', { operation: 'identify', perform: readBot }),
  route('PUT', '/channel/webhook/endpoint', { operation: 'registerWebhook', perform: setEndpoint }),
  route('GET', '/channel/webhook/endpoint', { operation: 'readWebhook', perform: readEndpoint }),
  route('POST', '/channel/webhook/test', { operation: 'testWebhook', perform: testEndpoint }),
  route('GET', '/message/*/content', { operation: 'downloadMedia', perform: readContent }, '/line-data'),
  route(
    'GET',
    '/message/*/content/preview',
    { operation: 'downloadMedia', perform: readPreview },
    '/line-data',
  ),
  route(
    'GET',
    '/message/*/content/transcoding',
    { operation: 'readMedia', perform: readTranscoding },
    '/line-data',
  ),
]

export function findRoute({ method, prefix, path }: ApiCall): Route | null {
  return (
    routes.find((one) => one.method === method && one.prefix === prefix && one.pattern.test(path)) ?? null
  )
}

export function pathIds({ pattern }: Route, { path }: ApiCall): string[] {
  return (pattern.exec(path) ?? []).slice(1).map(decodePart)
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    // Half an escape names nobody, and is answered so.
    return part
  }
}

export function customerOf(route: Route, call: ApiCall): string | null {
  if (route.customer === undefined) return null
  if (route.customer === 'path') return pathIds(route, call)[0] ?? null
  const named = isObject(call.body) ? call.body[route.customer] : undefined
  return typeof named === 'string' ? named : null
}
