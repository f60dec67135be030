import { builder } from './builder.ts'
import type { GraphQLContext } from './context.ts'
import { required } from './required.ts'

const RateLimit = builder.objectRef<NonNullable<GraphQLContext['budget']>>('RateLimit').implement({
  description:
    'The budget of the key. Every operation costs a point, and one more for each hundred objects that it could return; events of a subscription cost nothing.',
  fields: (t) => ({
    limit: t.exposeInt('limit', { description: 'Points of each span of a minute.' }),
    cost: t.exposeInt('cost', { description: 'Points that this operation cost.' }),
    remaining: t.exposeInt('remaining', { description: 'Points that are left until `resetAt`.' }),
    resetAt: t.expose('resetAt', { type: 'DateTime', description: 'When the budget is whole again, UTC.' }),
  }),
})

builder.queryField('rateLimit', (t) =>
  t.field({
    type: RateLimit,
    description: 'What is left of the budget of the key that asks, and what this operation cost.',
    resolve: (_root, _args, { budget }) => required(budget, 'the budget'),
  }),
)
