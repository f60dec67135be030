import type { Failure, SimulatedNetwork } from '../../../network.ts'
import { graphFailure } from '../failures.ts'
import { mergeEntries } from '../merge.ts'
import { describeRoute, type GraphRoute, performRoute, unknownPath } from '../routes.ts'
import { encodeMeta, signMeta } from '../signature.ts'
import { accountRoutes, appRoutes } from '../subscriptions.ts'
import { authenticateGraph } from '../tokens.ts'
import { uploadRoute } from './attachments.ts'
import { commentDraft, commentRoutes } from './comments.ts'
import { anyAccount, isFile, serveFile } from './files.ts'
import type { MessagingRules } from './rules.ts'
import { sendRoute } from './send.ts'
import { messagingWebhooks } from './webhooks.ts'

export interface MessagingNetwork {
  type: string
  rules: MessagingRules
  /** What only this network has; asked before the shared routes. */
  routes: readonly GraphRoute[]
  /** What it answers when the account has called too often. */
  limited: { code: number; subcode?: number }
  templates?: SimulatedNetwork['templates']
}

/** Messenger and Instagram are the same but for their rules and nodes. */
export function messagingNetwork(network: MessagingNetwork): SimulatedNetwork {
  const { type, rules, routes: own, limited, templates } = network
  const routes = [
    sendRoute(rules),
    uploadRoute(rules),
    ...commentRoutes(rules),
    ...own,
    ...appRoutes,
    ...accountRoutes,
  ]
  return {
    type,
    prefixes: [rules.prefix],
    describe: (call) => (isFile(call) ? { operation: 'downloadMedia' } : describeRoute(routes, call)),
    unknown: unknownPath,
    authenticate: (call, accounts) =>
      isFile(call) ? anyAccount(accounts) : authenticateGraph(call, accounts),
    perform: (call, account, world) =>
      isFile(call) ? serveFile(call, world) : performRoute(routes, call, account, world),
    failure: (failure: Failure) => graphFailure(failure, limited),
    messageId: () => rules.newId(),
    webhooks: messagingWebhooks(rules),
    commentDraft: ({ account }, given, world) => commentDraft(rules, account, given, world.next()),
    merge: mergeEntries,
    encode: encodeMeta,
    sign: signMeta,
    ...(templates && { templates }),
  }
}
