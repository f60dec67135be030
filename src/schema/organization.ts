import { memberOrder, pageMembers } from '../domain/access/read-tenants.ts'
import { MemberConnection } from './connections.ts'
import { Node } from './node.ts'
import { pageOf, toConnection } from './page.ts'
import { MemberRef, OrganizationRef } from './refs.ts'

OrganizationRef.implement({
  description: 'The tenant: owns projects and people.',
  interfaces: [Node],
  fields: (t) => ({
    name: t.exposeString('name', { description: 'As people call it.' }),
    slug: t.exposeString('slug', { description: 'Its short name, unique over all organisations.' }),
    timeZone: t.exposeString('timeZone', { description: 'IANA time zone, such as Asia/Bangkok.' }),
    locale: t.exposeString('locale', { description: 'BCP 47 language tag, such as th or en-GB.' }),
    members: t.connection(
      {
        type: MemberRef,
        description: 'The people of the organisation, in the order of joining.',
        resolve: async (_organization, args, { database, principal }) => {
          const page = pageOf(args, memberOrder)
          return toConnection(await pageMembers(database, principal.projectId, page), page, memberOrder)
        },
      },
      MemberConnection,
    ),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made, UTC.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed, UTC.' }),
  }),
})
