import type { ApiCall, SimulatedNetwork } from '../../network.ts'
import { debugTokenRoute } from '../meta/debug-token.ts'
import { mergeEntries } from '../meta/merge.ts'
import { parametersOf } from '../meta/request.ts'
import { describeRoute, type GraphRoute, performRoute, unknownPath } from '../meta/routes.ts'
import { encodeMeta, signMeta } from '../meta/signature.ts'
import { appRoutes } from '../meta/subscriptions.ts'
import { authenticateGraph } from '../meta/tokens.ts'
import { cloudFailure } from './errors.ts'
import { download, isDownload, mediaRoutes } from './media.ts'
import { nodeRoutes } from './numbers.ts'
import { recipientOf, sendMessage, wamid } from './send.ts'
import { subscribeRoutes } from './subscribe.ts'
import { templatePlace, templateRoutes, templatesOf } from './templates.ts'
import { whatsappWebhooks } from './webhooks.ts'

const routes: readonly GraphRoute[] = [
  {
    method: 'POST',
    edge: 'messages',
    operation: operationOfMessages,
    customer: (call) => recipientOf(parametersOf(call)),
    perform: sendMessage,
  },
  debugTokenRoute('SYSTEM_USER', ['whatsapp_business_management', 'whatsapp_business_messaging']),
  ...appRoutes,
  ...subscribeRoutes,
  ...templateRoutes,
  ...mediaRoutes,
  ...nodeRoutes,
]

function operationOfMessages(call: ApiCall) {
  const { status, typing_indicator, type } = parametersOf(call)
  if (status !== undefined) return typing_indicator === undefined ? 'markRead' : 'typing'
  return type === 'reaction' ? 'react' : 'send'
}

/** The Cloud API, at graph.facebook.com. */
export const whatsapp: SimulatedNetwork = {
  type: 'WHATSAPP',
  prefixes: ['/whatsapp'],
  describe: (call) => (isDownload(call) ? { operation: 'downloadMedia' } : describeRoute(routes, call)),
  unknown: unknownPath,
  authenticate: authenticateGraph,
  perform: (call, account, world) =>
    isDownload(call) ? download(call, world) : performRoute(routes, call, account, world),
  failure: cloudFailure,
  messageId: () => wamid(),
  webhooks: whatsappWebhooks,
  merge: mergeEntries,
  encode: encodeMeta,
  sign: signMeta,
  templates: { of: templatesOf, news: templatePlace.news },
}
