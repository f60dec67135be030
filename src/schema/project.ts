import { pagePlatforms, platformOrder } from '../domain/platforms/read-platforms.ts'
import { PlatformConnection } from './connections.ts'
import { Node } from './node.ts'
import { pageOf, toConnection } from './page.ts'
import { OrganizationRef, PlatformRef, ProjectRef } from './refs.ts'
import { required } from './required.ts'

ProjectRef.implement({
  description: 'A workspace inside an organisation: platforms, customers and conversations belong to one.',
  interfaces: [Node],
  fields: (t) => ({
    name: t.exposeString('name', { description: 'As people call it.' }),
    slug: t.exposeString('slug', { description: 'Its short name, unique within the organisation.' }),
    timeZone: t.exposeString('timeZone', {
      description: 'IANA time zone, such as Asia/Bangkok: its hours and days are those of the metrics.',
    }),
    locale: t.exposeString('locale', { description: 'BCP 47 language tag, such as th or en-GB.' }),
    organization: t.field({
      type: OrganizationRef,
      description: 'The organisation that owns the project.',
      resolve: async ({ organizationId }, _args, { loaders }) =>
        required(await loaders.organization.load(organizationId), 'the organisation'),
    }),
    platforms: t.connection(
      {
        type: PlatformRef,
        description: 'The accounts connected to the project, oldest first.',
        resolve: async (_project, args, { database, principal }) => {
          const page = pageOf(args, platformOrder)
          return toConnection(
            await pagePlatforms(database, principal.projectId, page, {}),
            page,
            platformOrder,
          )
        },
      },
      PlatformConnection,
    ),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made, UTC.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed, UTC.' }),
  }),
})
