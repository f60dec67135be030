import { Node } from './node.ts'
import { PlatformRef, WebhookRef } from './refs.ts'
import { required } from './required.ts'

const COUNT = 'A whole number, given as Float because it may pass what Int can hold.'

WebhookRef.implement({
  description: 'The endpoint that a network posts to.',
  interfaces: [Node],
  fields: (t) => ({
    platform: t.field({
      type: PlatformRef,
      description: 'The platform it belongs to.',
      resolve: async ({ platformId }, _args, { loaders }) =>
        required(await loaders.platform.load(platformId), 'the platform'),
    }),
    url: t.string({
      description: 'The address to enter at the network.',
      resolve: async ({ platformId }, _args, { loaders, publicUrl }) => {
        const { type } = required(await loaders.platform.load(platformId), 'the platform')
        return `${publicUrl}/webhooks/${type.toLowerCase()}/${platformId}`
      },
    }),
    subscribedEvents: t.exposeStringList('subscribedEvents', {
      description: 'The fields or kinds it is subscribed to at the network, in the network’s words.',
    }),
    filters: t.expose('filters', { type: 'JSON', description: 'Which items are let through.' }),
    transformationRules: t.expose('transformationRules', {
      type: 'JSON',
      description: 'How items are changed before they are applied.',
    }),
    isActive: t.exposeBoolean('isActive', { description: 'False: the address answers 404.' }),
    isVerified: t.exposeBoolean('isVerified', { description: 'The network has proven to reach it.' }),
    receivedCount: t.exposeFloat('receivedCount', { description: `Posts received, in all. ${COUNT}` }),
    acceptedCount: t.exposeFloat('acceptedCount', {
      description: `Posts stored and answered with 200. ${COUNT}`,
    }),
    refusedCount: t.exposeFloat('refusedCount', {
      description: `Posts refused, such as for a wrong signature. ${COUNT}`,
    }),
    failureStreak: t.exposeInt('failureStreak', {
      description: 'Refused posts since the last accepted one.',
    }),
    lastReceivedAt: t.expose('lastReceivedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the last post came, UTC; null when none has.',
    }),
    lastFailureAt: t.expose('lastFailureAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When a post was last refused, UTC; null when none was.',
    }),
    lastFailureReason: t.exposeString('lastFailureReason', {
      nullable: true,
      description: 'Why a post was last refused; null when none was.',
    }),
    averageAnswerTime: t.float({
      nullable: true,
      description:
        'Mean time from the first byte of a post to its answer, milliseconds; null when none has come.',
      resolve: ({ totalAnswerMs, receivedCount }) =>
        receivedCount > 0 ? totalAnswerMs / receivedCount : null,
    }),
    expectedRatePerMinute: t.exposeInt('expectedRatePerMinute', {
      description: 'Posts a minute that are usual.',
    }),
    expectedRatePerHour: t.exposeInt('expectedRatePerHour', {
      description: 'Posts an hour that are usual.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made, UTC.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed, UTC.' }),
  }),
})
