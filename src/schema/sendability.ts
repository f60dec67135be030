import type { Sendability as SendabilityState } from '../domain/outbound/sendability.ts'
import { builder } from './builder.ts'
import { ConversationRef } from './refs.ts'
import { ContentKind, CostClass, SendRequirement, Transport } from './sending-enums.ts'

const Sendability = builder.objectRef<SendabilityState>('Sendability').implement({
  description: 'Whether a conversation can be answered now by a person, until when, how and at what cost.',
  fields: (t) => ({
    allowed: t.exposeBoolean('allowed', { description: 'Something can be sent: see `kinds` for what.' }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Why not everything is allowed, and what to do; null where everything is.',
    }),
    closesAt: t.expose('closesAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When what is allowed now ends, UTC; null where it never does or has ended.',
    }),
    kinds: t.field({
      type: [ContentKind],
      description: 'The contents that may be sent now.',
      resolve: ({ kinds }) => kinds,
    }),
    requires: t.expose('requires', {
      type: SendRequirement,
      nullable: true,
      description: 'What a message needs now; null where it needs nothing.',
    }),
    transport: t.expose('transport', {
      type: Transport,
      nullable: true,
      description: 'How it would travel; null where there is one way only.',
    }),
    costClass: t.expose('costClass', { type: CostClass, description: 'What it would cost.' }),
  }),
})

builder.objectField(ConversationRef, 'sendability', (t) =>
  t.field({
    type: Sendability,
    description: 'Whether it can be answered now, until when, how and at what cost.',
    resolve: ({ id }, _args, { loaders }) => loaders.sendability.load(id),
  }),
)
