import { PlatformType } from './enums.ts'
import { Node } from './node.ts'
import { PlatformAppRef } from './refs.ts'

const COUNT = 'Written once a second.'

PlatformAppRef.implement({
  description: 'The developer app behind platforms: one Meta app serves many pages with one callback.',
  interfaces: [Node],
  fields: (t) => ({
    type: t.expose('type', { type: PlatformType, description: 'The network it is an app of.' }),
    appId: t.exposeString('appId', { description: 'Its id at the network.' }),
    name: t.exposeString('name', { nullable: true, description: 'Its name; null where none was given.' }),
    webhookUrl: t.string({
      description: 'The address to enter at the network, one for all its platforms.',
      resolve: ({ id, type }, _args, { publicUrl }) =>
        `${publicUrl}/webhooks/${type.toLowerCase()}/apps/${id}`,
    }),
    receivedCount: t.exposeFloat('receivedCount', {
      description: `Posts received at its address, in all. ${COUNT}`,
    }),
    acceptedCount: t.exposeFloat('acceptedCount', {
      description: `Posts answered with 200. ${COUNT} Each also counts on the webhook of every platform it was for.`,
    }),
    refusedCount: t.exposeFloat('refusedCount', {
      description: `Posts refused, such as for a wrong signature. ${COUNT}`,
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
    unclaimedCount: t.exposeFloat('unclaimedCount', {
      description: 'Items that were for an account no platform of the app claims: acknowledged and not kept.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made, UTC.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed, UTC.' }),
  }),
})
