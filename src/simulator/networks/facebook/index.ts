import type { SimulatedNetwork } from '../../network.ts'
import { debugTokenRoute } from '../meta/debug-token.ts'
import { messagingNetwork } from '../meta/messaging/network.ts'
import { nodeRoute } from './nodes.ts'
import { facebookRules } from './rules.ts'
import { templatePlace, templateRoutes } from './templates.ts'

/** Messenger of a Page, at graph.facebook.com. */
export const facebook: SimulatedNetwork = messagingNetwork({
  type: 'FACEBOOK',
  rules: facebookRules,
  routes: [
    debugTokenRoute('PAGE', ['pages_messaging', 'pages_manage_metadata', 'pages_read_engagement']),
    nodeRoute,
    ...templateRoutes,
  ],
  limited: { code: 613 },
  templates: {
    of: (account, world) => templatePlace.templatesOf(account, { world }),
    news: templatePlace.news,
  },
})
