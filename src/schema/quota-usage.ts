import type { QuotaUsage as Usage } from '../domain/outbound/read-quota.ts'
import { builder } from './builder.ts'
import { PlatformRef } from './refs.ts'

const QuotaUsage = builder.objectRef<Usage>('QuotaUsage').implement({
  description: 'How much of what the network allows an account is used.',
  fields: (t) => ({
    limit: t.exposeFloat('limit', {
      nullable: true,
      description: 'All that is allowed; null where there is no end.',
    }),
    used: t.exposeFloat('used', { description: 'How much of it is used.' }),
    unit: t.exposeString('unit', { description: 'What is counted, and over which span.' }),
  }),
})

builder.objectField(PlatformRef, 'quotaUsage', (t) =>
  t.field({
    type: QuotaUsage,
    nullable: true,
    description:
      'Asked of the network now, in one or two calls; null where it has no quota, or does not answer. What each message used stands in `Message.parts.usage`.',
    resolve: ({ id }, _args, { loaders }) => loaders.quotaOf.load(id),
  }),
)
