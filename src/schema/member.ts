import { memberOrder, pageMembers } from '../domain/access/read-tenants.ts'
import { builder } from './builder.ts'
import { MemberConnection } from './connections.ts'
import { MemberRole } from './enums.ts'
import { Node } from './node.ts'
import { pageOf, toConnection } from './page.ts'
import { MemberRef } from './refs.ts'

MemberRef.implement({
  description: 'A person of the organisation.',
  interfaces: [Node],
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Their name.' }),
    email: t.string({
      nullable: true,
      description:
        'As their identity provider told it when they joined; null where it told none. Stored encrypted.',
      resolve: ({ id }, _args, { loaders }) => loaders.memberEmail.load(id),
    }),
    role: t.expose('role', {
      type: MemberRole,
      nullable: true,
      description: 'What they may do in every project of the organisation; null: only in single projects.',
    }),
    projectRole: t.expose('projectRole', {
      type: MemberRole,
      nullable: true,
      description: 'What they may do in this project, beside `role`; null: nothing more.',
    }),
    isActive: t.exposeBoolean('isActive', { description: 'False once they may no longer sign in.' }),
    lastSeenAt: t.expose('lastSeenAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When they were last here, UTC; null when never.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When they joined, UTC.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When they were last changed, UTC.' }),
  }),
})

builder.queryFields((t) => ({
  members: t.connection(
    {
      type: MemberRef,
      description: 'The people who may act in this project, in the order of joining.',
      resolve: async (_root, args, { database, principal }) => {
        const page = pageOf(args, memberOrder)
        const slice = await pageMembers(database, principal.projectId, page, { ofProject: true })
        return toConnection(slice, page, memberOrder)
      },
    },
    MemberConnection,
  ),
}))
