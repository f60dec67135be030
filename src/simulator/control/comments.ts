import { z } from 'zod'
import { tell } from '../tell.ts'
import { conversationOf, shownMessage } from './customers.ts'
import { ControlError, post, type Route } from './route.ts'

const comment = z.object({
  account: z.string().optional(),
  text: z.string().min(1),
  name: z.string().max(200).optional(),
  postId: z.string().min(1).optional(),
  parentId: z.string().min(1).optional(),
})

export const commentRoutes: readonly Route[] = [
  post(
    '/sim/customers/:type/:id/comments',
    'The customer comments in public, below a post or (parentId) below another comment.',
    { text: 'Still there?', name: 'Somchai', postId: 'made up where absent', parentId: 'id of a comment' },
    comment,
    (asked) => {
      const { simulation, input } = asked
      const conversation = conversationOf(asked, input.account)
      const { type } = conversation.account
      const network = simulation.networkOf(conversation.account)
      if (!network.commentDraft) throw new ControlError(409, 'NOT_ON_THIS_NETWORK', `${type} has no comments`)
      if (input.name !== undefined) conversation.customer.name = input.name
      const message = simulation.world.record(conversation, {
        ...network.commentDraft(conversation, input, simulation.world),
        direction: 'IN',
        type: 'comment',
        text: input.text,
        status: 'delivered',
        ...(input.parentId !== undefined && { replyTo: input.parentId }),
      })
      tell(simulation, { kind: 'message', conversation, message })
      return { message: shownMessage(message) }
    },
  ),
]
