import type { SimulatedNetwork } from '../../network.ts'
import { debugTokenRoute } from '../meta/debug-token.ts'
import { messagingNetwork } from '../meta/messaging/network.ts'
import { nodeRoute, refreshRoute } from './nodes.ts'
import { instagramRules } from './rules.ts'

/** Instagram's direct messages, at graph.instagram.com and, for accounts linked to a Page, graph.facebook.com. */
export const instagram: SimulatedNetwork = messagingNetwork({
  type: 'INSTAGRAM',
  rules: instagramRules,
  routes: [
    debugTokenRoute('USER', ['instagram_business_basic', 'instagram_business_manage_messages']),
    refreshRoute,
    nodeRoute,
  ],
  limited: { code: 613, subcode: 2534040 },
})
