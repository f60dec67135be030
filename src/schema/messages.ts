import { pageMessages, storedMessageOrder } from '../domain/messages/read-messages.ts'
import { builder } from './builder.ts'
import { MessageConnection } from './connections.ts'
import { DeliveryStatus, Direction, SenderType } from './enums.ts'
import { filterIdOf } from './global-id.ts'
import { pageOf, toConnection } from './page.ts'
import { MessageRef } from './refs.ts'

const MessageFilterInput = builder.inputType('MessageFilter', {
  description:
    'Which messages: all conditions must hold. Left out or null: no condition. An id that names nothing matches nothing.',
  fields: (t) => ({
    platformId: t.id({ description: 'On this platform.' }),
    conversationId: t.id({ description: 'In this conversation.' }),
    direction: t.field({ type: Direction, description: 'In or out.' }),
    senderType: t.field({ type: [SenderType], description: 'Written by one of these.' }),
    deliveryStatus: t.field({ type: [DeliveryStatus], description: 'In one of these states.' }),
  }),
})

builder.queryField('messages', (t) =>
  t.connection(
    {
      type: MessageRef,
      description:
        'Messages of all conversations, most recently stored first. `Conversation.messages` is the view of a thread.',
      args: { filter: t.arg({ type: MessageFilterInput, description: 'Only messages that match it all.' }) },
      resolve: async (_root, args, { database, principal }) => {
        const page = pageOf(args, storedMessageOrder)
        const { platformId, conversationId, direction, senderType, deliveryStatus } = args.filter ?? {}
        const filter = {
          platformId: filterIdOf('Platform', platformId),
          conversationId: filterIdOf('Conversation', conversationId),
          direction: direction ?? undefined,
          senderType: senderType ?? undefined,
          deliveryStatus: deliveryStatus ?? undefined,
        }
        const slice = await pageMessages(database, principal.projectId, page, filter)
        return toConnection(slice, page, storedMessageOrder)
      },
    },
    MessageConnection,
  ),
)
