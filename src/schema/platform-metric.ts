import type { Granularity, Span } from '../domain/metrics/read-metrics.ts'
import { MetricGranularity } from './enums.ts'
import { graphError } from './graph-error.ts'
import { Node } from './node.ts'
import { PlatformMetricRef, PlatformRef } from './refs.ts'
import { required } from './required.ts'

const MOST_ROWS = 1000
const HOUR_MS = 3_600_000
const SPAN_MS: Record<Granularity, number> = { HOUR: HOUR_MS, DAY: 24 * HOUR_MS }

/** The span of time a caller asks for, refused when it is turned around or too long to answer at once. */
export function spanOf({ from, to, granularity }: { from: Date; to: Date; granularity: string }): Span {
  const unit: Granularity = granularity === 'HOUR' ? 'HOUR' : 'DAY'
  const length = to.getTime() - from.getTime()
  if (length <= 0) throw graphError('RANGE_INVALID', '`to` must be later than `from`')
  if (length > MOST_ROWS * SPAN_MS[unit])
    throw graphError(
      'RANGE_TOO_LARGE',
      `From \`from\` to \`to\` lie more than ${MOST_ROWS} ${unit === 'HOUR' ? 'hours: ask for DAY or' : 'days:'} ask for less at a time`,
    )
  return { from, to, granularity: unit }
}

PlatformMetricRef.implement({
  description: 'The counters of one hour or one day of one platform, in the project’s time zone.',
  interfaces: [Node],
  fields: (t) => ({
    platform: t.field({
      type: PlatformRef,
      description: 'The platform that is counted.',
      resolve: async ({ platformId }, _args, { loaders }) =>
        required(await loaders.platform.load(platformId), 'the platform'),
    }),
    at: t.expose('at', {
      type: 'DateTime',
      description: 'Start of the hour or day in the project’s time zone, given in UTC.',
    }),
    granularity: t.field({
      type: MetricGranularity,
      description: 'Whether it is about an hour or a day.',
      resolve: ({ hour }) => (hour === null ? 'DAY' : 'HOUR'),
    }),
    totalMessages: t.exposeInt('totalMessages', { description: 'Messages in and out.' }),
    incomingMessages: t.exposeInt('incomingMessages', { description: 'Messages from customers.' }),
    outgoingMessages: t.exposeInt('outgoingMessages', { description: 'Messages of the business.' }),
    aiResponses: t.exposeInt('aiResponses', { description: 'Messages that the AI sent.' }),
    humanResponses: t.exposeInt('humanResponses', {
      description: 'Messages that people of the business sent.',
    }),
    newConversations: t.exposeInt('newConversations', { description: 'Conversations that began.' }),
    closedConversations: t.exposeInt('closedConversations', {
      description: 'Conversations that were closed.',
    }),
    averageResponseTime: t.float({
      nullable: true,
      description:
        'Mean time from a customer’s first unanswered message to the answer, seconds; null without an answer in the span.',
      resolve: ({ responseSeconds, responseCount }) =>
        responseCount > 0 ? responseSeconds / responseCount : null,
    }),
    webhookErrors: t.exposeInt('webhookErrors', { description: 'Webhook posts that were refused.' }),
    apiErrors: t.exposeInt('apiErrors', { description: 'Calls of the network’s API that failed.' }),
    processingErrors: t.exposeInt('processingErrors', {
      description: 'Inbound events that could not be applied.',
    }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When a counter last moved, UTC.' }),
  }),
})
