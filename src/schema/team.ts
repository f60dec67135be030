import { pageTeams, teamOrder } from '../domain/access/read-access.ts'
import { memberOrder } from '../domain/access/read-tenants.ts'
import { builder } from './builder.ts'
import { MemberConnection, TeamConnection } from './connections.ts'
import { Node } from './node.ts'
import { pageOf, toConnection } from './page.ts'
import { MemberRef, TeamRef } from './refs.ts'

TeamRef.implement({
  description: 'People of the project who answer together.',
  interfaces: [Node],
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name, unique in the project.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'What it is for; null where nobody has said.',
    }),
    members: t.connection(
      {
        type: MemberRef,
        description: 'Who is in it, in the order of joining the organisation.',
        resolve: async ({ id }, args, { loaders }) => {
          const page = pageOf(args, memberOrder)
          const slice = await loaders.membersOfTeam.load({ parentId: id, ask: { page, filter: null } })
          return toConnection(slice, page, memberOrder)
        },
      },
      MemberConnection,
    ),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made, UTC.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed, UTC.' }),
  }),
})

builder.queryFields((t) => ({
  teams: t.connection(
    {
      type: TeamRef,
      description: 'The teams of the project, oldest first.',
      resolve: async (_root, args, { database, principal }) => {
        const page = pageOf(args, teamOrder)
        return toConnection(await pageTeams(database, principal.projectId, page), page, teamOrder)
      },
    },
    TeamConnection,
  ),
}))
