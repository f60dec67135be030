import { MemberRole } from './enums.ts'
import { Node } from './node.ts'
import { MemberRef } from './refs.ts'

MemberRef.implement({
  description: 'A person of the organisation.',
  interfaces: [Node],
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Their name.' }),
    role: t.expose('role', { type: MemberRole, description: 'What they may do.' }),
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
