import { z } from 'zod'
import { isObject } from '../json.ts'
import type { SimulatedMessage } from '../network.ts'
import { tell } from '../tell.ts'
import { findAccount } from './accounts.ts'
import { conversationOf, shownMessage } from './customers.ts'
import { type Asked, ControlError, get, post, type Route } from './route.ts'

const comment = z.object({
  account: z.string().optional(),
  text: z.string().min(1),
  name: z.string().max(200).optional(),
  postId: z.string().min(1).optional(),
  parentId: z.string().min(1).optional(),
  live: z.boolean().optional(),
  privateId: z.string().min(1).optional(),
  anonymous: z.boolean().optional(),
})

const POST = '/sim/posts/:type/:account/:postId'

export const commentRoutes: readonly Route[] = [
  post(
    '/sim/customers/:type/:id/comments',
    'The customer comments in public, below a post or (parentId) below another comment.',
    {
      text: 'Still there?',
      name: 'Somchai',
      postId: 'made up where absent',
      parentId: 'id of a comment',
      live: 'below a broadcast',
      privateId: 'the id they are answered in private by, where another',
      anonymous: 'the network does not tell who it is',
    },
    comment,
    (asked) => {
      const { simulation, input } = asked
      const conversation = conversationOf(asked, input.account)
      const { type } = conversation.account
      const network = simulation.networkOf(conversation.account)
      if (!network.commentDraft) throw new ControlError(409, 'NOT_ON_THIS_NETWORK', `${type} has no comments`)
      const { name, parentId, live, privateId, anonymous } = input
      if (name !== undefined) conversation.customer.name = name
      const message = simulation.world.record(conversation, {
        ...network.commentDraft(conversation, input, simulation.world),
        direction: 'IN',
        type: 'comment',
        text: input.text,
        status: 'delivered',
        ...(parentId !== undefined && { replyTo: parentId }),
        ...(live === true && { broadcast: 'live' }),
        ...(privateId !== undefined && { privateId }),
        ...(anonymous === true && { isAnonymous: true }),
      })
      tell(simulation, { kind: 'message', conversation, message })
      return { message: shownMessage(message) }
    },
  ),
  get(POST, 'A post with its comments, the deleted and hidden ones marked, oldest first.', (asked) => ({
    postId: asked.params.postId ?? '',
    comments: commentsOf(asked).map(shownMessage),
  })),
  post(
    `${POST}/end`,
    'The live broadcast ends: its comments can be answered no more.',
    {},
    z.object({}),
    (asked) => {
      const live = commentsOf(asked).filter((one) => one.broadcast === 'live')
      for (const one of live) one.broadcast = 'over'
      return { ended: live.map((one) => one.id) }
    },
  ),
]

function commentsOf({ simulation, params }: Asked<unknown>): SimulatedMessage[] {
  const { type = '', account = '', postId = '' } = params
  return simulation.world
    .messagesOf(findAccount(simulation, type, account))
    .filter(({ type: kind, native }) => kind === 'comment' && isObject(native) && native.postId === postId)
    .sort((a, b) => a.at - b.at)
}
