import { type Replay, replayEvents } from '../domain/inbound/replay-events.ts'
import { InvalidInput } from '../domain/user-failure.ts'
import { builder } from './builder.ts'
import { InboundEventFilterInput, toEventFilter } from './inbound-event.ts'
import './user-error.ts'

const ReplayInboundEventsInput = builder.inputType('ReplayInboundEventsInput', {
  description: 'Which inbound events to apply again.',
  fields: (t) => ({
    filter: t.field({
      type: InboundEventFilterInput,
      required: true,
      description: 'The events; an empty filter means all that are kept.',
    }),
    idempotencyKey: t.string({
      description:
        'Accepted as everywhere. It changes nothing, because applying an event again is idempotent by nature.',
    }),
  }),
})

const ReplayInboundEventsPayload = builder.objectRef<Replay>('ReplayInboundEventsPayload').implement({
  description: 'What is going to be applied again.',
  fields: (t) => ({
    count: t.exposeInt('count', { description: 'How many events were queued: 10,000 at most in one call.' }),
    continueAfter: t.expose('continueAfter', {
      type: 'DateTime',
      nullable: true,
      description:
        'When the last of them was received, UTC: there may be more, so call again with it as `receivedAfter`. Null when all were queued.',
    }),
  }),
})

builder.mutationField('replayInboundEvents', (t) =>
  t.field({
    type: ReplayInboundEventsPayload,
    description:
      'Applies stored events again, oldest first, as after a fix or once a platform is switched on again. What is missing is added, what was read better is corrected, and what is right stays; nothing is answered or notified. Events without a payload, and those ignored because their platform is still switched off, are left out.',
    args: {
      input: t.arg({ type: ReplayInboundEventsInput, required: true, description: 'Which events.' }),
    },
    errors: {
      types: [InvalidInput],
      union: {
        name: 'ReplayInboundEventsResult',
        description: 'What is going to be applied again, or why nothing is.',
      },
    },
    resolve: (_root, { input }, context) =>
      replayEvents(context, context.principal.projectId, toEventFilter(input.filter)),
  }),
)
