import { invitationOrder, pageInvitations } from '../domain/access/read-access.ts'
import { Reach } from './access-errors.ts'
import { builder } from './builder.ts'
import { InvitationConnection } from './connections.ts'
import { MemberRole } from './enums.ts'
import { Node } from './node.ts'
import { pageOf, toConnection } from './page.ts'
import { InvitationRef, MemberRef } from './refs.ts'

InvitationRef.implement({
  description: 'A place that is kept for somebody who has yet to sign in.',
  interfaces: [Node],
  fields: (t) => ({
    role: t.expose('role', { type: MemberRole, description: 'What they will be.' }),
    reach: t.field({
      type: Reach,
      description: 'Where that will hold.',
      resolve: ({ reach }) => reach as 'PROJECT' | 'ORGANIZATION',
    }),
    email: t.string({
      nullable: true,
      description: 'Whom it is for; null: whoever has the token. Stored encrypted.',
      resolve: ({ id }, _args, { loaders }) => loaders.invitedEmail.load(id),
    }),
    invitedBy: t.exposeString('invitedBy', { description: 'The name of who invited them.' }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      description: 'Until when it can be accepted, UTC.',
    }),
    acceptedAt: t.expose('acceptedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was accepted, UTC; null: not yet.',
    }),
    acceptedBy: t.field({
      type: MemberRef,
      nullable: true,
      description: 'Who accepted it; null: nobody yet.',
      resolve: ({ acceptedById }, _args, { loaders }) =>
        acceptedById === null ? null : loaders.member.load(acceptedById),
    }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was taken back, UTC; null: it was not.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made, UTC.' }),
  }),
})

builder.queryFields((t) => ({
  invitations: t.connection(
    {
      type: InvitationRef,
      description: 'The invitations made in this project, the newest first; accepted and expired ones too.',
      resolve: async (_root, args, { database, principal }) => {
        const page = pageOf(args, invitationOrder)
        const slice = await pageInvitations(database, principal.projectId, page)
        return toConnection(slice, page, invitationOrder)
      },
    },
    InvitationConnection,
  ),
}))
