import { type PartRequest, readable } from '../domain/outbound/file-needs.ts'
import type { AttemptRow, PartRow } from '../domain/outbound/read-delivery.ts'
import { builder } from './builder.ts'
import { DeliveryStatus, states } from './enums.ts'
import { MessageRef } from './refs.ts'
import { ErrorClass } from './sending-enums.ts'

const AttemptOutcome = states('AttemptOutcome', 'What came of a call.', {
  ACCEPTED: 'The network took it.',
  REFUSED: 'The network is known not to have taken it.',
  UNKNOWN: 'Nobody knows: no answer came, or the worker died.',
})

const SendAttempt = builder.objectRef<AttemptRow>('SendAttempt').implement({
  description: 'One call of the network’s API: written down before it was made, settled after it.',
  fields: (t) => ({
    kind: t.exposeString('kind', {
      description:
        'SEND, UPLOAD of a file before it, or what was done to a message that is there: EDIT, DELETE, REACT, READ, ACKNOWLEDGE, HIDE, UNHIDE.',
    }),
    part: t.exposeInt('position', { description: 'Which part it was for, from 0.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it was made, UTC.' }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its outcome was known or given up, UTC; null while it is under way.',
    }),
    outcome: t.expose('outcome', {
      type: AttemptOutcome,
      nullable: true,
      description: 'What came of it; null while it is under way.',
    }),
    status: t.exposeInt('status', {
      nullable: true,
      description: 'The HTTP status; null where no answer came.',
    }),
    errorClass: t.expose('errorClass', {
      type: ErrorClass,
      nullable: true,
      description: 'What the refusal means.',
    }),
    errorCode: t.exposeString('errorCode', { nullable: true, description: 'The network’s own code.' }),
    error: t.exposeString('error', { nullable: true, description: 'The network’s own words.' }),
  }),
})

/** A token for one answer is a credential, however short its life. */
function withoutTokens(request: unknown): unknown {
  return JSON.parse(
    JSON.stringify(request, (key, value: unknown) => (key === 'replyToken' ? '<reply token>' : value)),
  )
}

const MessagePart = builder.objectRef<PartRow>('MessagePart').implement({
  description: 'One call of the network’s API that says a message or a piece of it.',
  fields: (t) => ({
    position: t.exposeInt('position', { description: 'Its place in the message, from 0.' }),
    reference: t.exposeString('reference', {
      description: 'Names it towards the network, the same at every attempt.',
    }),
    externalIds: t.exposeStringList('externalIds', { description: 'The network’s ids of it.' }),
    status: t.expose('status', { type: DeliveryStatus, description: 'How far it has come.' }),
    request: t.field({
      type: 'JSON',
      description:
        'The native request, without credentials, reply tokens, and what is filled in for a file when it is sent.',
      resolve: ({ request }) => withoutTokens(readable(request as unknown as PartRequest)),
    }),
    usage: t.expose('usage', {
      type: 'JSON',
      nullable: true,
      description:
        'What it used at the network, such as a price category or a piece of the quota; null where it does not tell.',
    }),
    notBefore: t.expose('notBefore', {
      type: 'DateTime',
      nullable: true,
      description: 'When it is tried again at the earliest, UTC; null where nothing stands against it.',
    }),
    sentAt: t.expose('sentAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the network took it, UTC.',
    }),
  }),
})

builder.objectFields(MessageRef, (t) => ({
  sendAt: t.expose('sendAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When a scheduled message goes out, UTC; null where it was sent at once.',
  }),
  errorClass: t.expose('errorClass', {
    type: ErrorClass,
    nullable: true,
    description: 'What the last refusal means for what comes next; null where nothing was refused.',
  }),
  errorCode: t.exposeString('errorCode', { nullable: true, description: 'The network’s own code of it.' }),
  parts: t.field({
    type: [MessagePart],
    description:
      'The calls that say it, in order; empty for messages that were received, or not rendered yet.',
    resolve: ({ id }, _args, { loaders }) => loaders.partsOf.load(id),
  }),
  attempts: t.field({
    type: [SendAttempt],
    description: 'Every call that was made for it, oldest first.',
    resolve: ({ id }, _args, { loaders }) => loaders.attemptsOf.load(id),
  }),
}))
