import { channelOf } from '../channels/index.ts'
import { builder } from './builder.ts'
import { ConversationRef, MessageRef } from './refs.ts'
import { required } from './required.ts'

/** What a frontend shows or hides. The mutations decide for themselves, as of when they are asked. */

builder.objectField(ConversationRef, 'viewerCanSend', (t) =>
  t.boolean({
    description:
      'The viewer may answer here, and the network takes something now: see `sendability` for what.',
    resolve: async ({ id }, _args, { loaders, principal }) =>
      principal.permissions.has('SEND_MESSAGES') && (await loaders.sendability.load(id)).allowed,
  }),
)

builder.objectFields(MessageRef, (t) => ({
  viewerCanEdit: t.boolean({
    description:
      'The viewer may rewrite it: it is the business’s own, the network has it and can change messages.',
    resolve: async (message, _args, { loaders, principal }) => {
      if (!principal.permissions.has('SEND_MESSAGES') || !isOursAtNetwork(message)) return false
      const { type } = required(await loaders.platform.load(message.platformId), 'the platform')
      return channelOf(type)?.outbound?.edit !== undefined
    },
  }),
  viewerCanRetry: t.boolean({
    description: 'The viewer may send it again: it was sent from here and FAILED.',
    resolve: ({ deliveryStatus, isOurs }, _args, { principal }) =>
      principal.permissions.has('SEND_MESSAGES') && isOurs && deliveryStatus === 'FAILED',
  }),
}))

function isOursAtNetwork(message: {
  direction: string
  externalId: string | null
  visibility: string
}): boolean {
  return message.direction === 'OUTBOUND' && message.externalId !== null && message.visibility !== 'DELETED'
}
