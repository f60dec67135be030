import { type EventFilter, eventOrder, pageEvents } from '../domain/inbound/read-events.ts'
import { builder } from './builder.ts'
import { InboundEventConnection } from './connections.ts'
import { InboundEventResult, InboundEventStatus } from './enums.ts'
import { filterIdOf } from './global-id.ts'
import { Node } from './node.ts'
import { pageOf, toConnection } from './page.ts'
import { InboundEventRef, MessageRef, PlatformRef } from './refs.ts'
import { required } from './required.ts'

InboundEventRef.implement({
  description: 'One item of one received webhook: the ledger.',
  interfaces: [Node],
  fields: (t) => ({
    platform: t.field({
      type: PlatformRef,
      description: 'The platform it came from.',
      resolve: async ({ platformId }, _args, { loaders }) =>
        required(await loaders.platform.load(platformId), 'the platform'),
    }),
    kind: t.exposeString('kind', {
      description:
        'The normalised kind, such as message, status, reaction, edit, unsend, postback, follow, comment, unknown; `pending` until it was read.',
    }),
    status: t.expose('status', { type: InboundEventStatus, description: 'What became of it.' }),
    result: t.expose('result', {
      type: InboundEventResult,
      nullable: true,
      description: 'What applying it did; null while it is PENDING.',
    }),
    dedupeKey: t.exposeString('dedupeKey', {
      description: 'The same for every delivery of the same happening, unique on the platform.',
    }),
    deliveryCount: t.int({
      description: 'How often the network delivered it; redeliveries make no second event.',
      resolve: ({ deliveryCount }) => deliveryCount ?? 1,
    }),
    lastDeliveredAt: t.field({
      type: 'DateTime',
      description: 'When the network last delivered it, UTC.',
      resolve: ({ lastDeliveredAt, receivedAt }) => lastDeliveredAt ?? receivedAt,
    }),
    payload: t.field({
      type: 'JSON',
      nullable: true,
      description:
        'The item in the network’s own words. Null once retention or an erasure has removed it. Stored encrypted.',
      resolve: ({ id }, _args, { loaders }) => loaders.payload.load(id),
    }),
    bodySha256: t.string({
      description: 'SHA-256 of the whole body it came in, in hexadecimal: evidence.',
      resolve: ({ bodySha256 }) => Buffer.from(bodySha256).toString('hex'),
    }),
    message: t.field({
      type: MessageRef,
      nullable: true,
      description: 'The message it made or is about; null where there is none.',
      resolve: ({ messageId }, _args, { loaders }) => (messageId ? loaders.message.load(messageId) : null),
    }),
    error: t.exposeString('error', {
      nullable: true,
      description: 'Why it could not be applied, or was not understood; null when it was.',
    }),
    attempts: t.exposeInt('attempts', { description: 'How often it was applied, replays included.' }),
    duration: t.exposeFloat('duration', {
      nullable: true,
      description: 'How long applying its batch took, milliseconds; null until then.',
    }),
    receivedAt: t.expose('receivedAt', { type: 'DateTime', description: 'When it first arrived, UTC.' }),
    processedAt: t.expose('processedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last applied, UTC; null until then.',
    }),
  }),
})

export const InboundEventFilterInput = builder.inputType('InboundEventFilter', {
  description:
    'Which inbound events: all conditions must hold. Left out or null: no condition. An id that names nothing matches nothing.',
  fields: (t) => ({
    platformId: t.id({ description: 'From this platform.' }),
    status: t.field({ type: [InboundEventStatus], description: 'In one of these states.' }),
    kind: t.stringList({ description: 'Of one of these normalised kinds.' }),
    receivedAfter: t.field({ type: 'DateTime', description: 'Received at this moment or later.' }),
    receivedBefore: t.field({ type: 'DateTime', description: 'Received before this moment.' }),
  }),
})

export function toEventFilter(
  input: typeof InboundEventFilterInput.$inferInput | null | undefined,
): EventFilter {
  return {
    platformId: filterIdOf('Platform', input?.platformId),
    status: input?.status ?? undefined,
    kind: input?.kind ?? undefined,
    receivedAfter: input?.receivedAfter ?? undefined,
    receivedBefore: input?.receivedBefore ?? undefined,
  }
}

builder.queryField('inboundEvents', (t) =>
  t.connection(
    {
      type: InboundEventRef,
      description: 'What the networks have told us, most recently received first.',
      args: {
        filter: t.arg({ type: InboundEventFilterInput, description: 'Only events that match it all.' }),
      },
      resolve: async (_root, args, { database, principal }) => {
        const page = pageOf(args, eventOrder)
        const slice = await pageEvents(database, principal.projectId, page, toEventFilter(args.filter))
        return toConnection(slice, page, eventOrder)
      },
    },
    InboundEventConnection,
  ),
)
