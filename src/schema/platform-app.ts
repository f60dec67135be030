import { PlatformType } from './enums.ts'
import { Node } from './node.ts'
import { PlatformAppRef } from './refs.ts'

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
    unclaimedCount: t.exposeFloat('unclaimedCount', {
      description: 'Items that were for an account no platform of the app claims: acknowledged and not kept.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made, UTC.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed, UTC.' }),
  }),
})
