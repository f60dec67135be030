import { type Accepted, acceptInvitation } from '../domain/access/accept-invitation.ts'
import { inviteMember, type MadeInvitation, revokeInvitation } from '../domain/access/invitations.ts'
import type { Role } from '../domain/access/permissions.ts'
import { Forbidden, NoLongerValid } from '../domain/access/refusals.ts'
import { IdempotencyConflict, NotFound } from '../domain/outbound/sending-failures.ts'
import { InvalidInput } from '../domain/user-failure.ts'
import { Reach } from './access-errors.ts'
import { builder } from './builder.ts'
import { MemberRole } from './enums.ts'
import { toGlobalId } from './global-id.ts'
import { found, IDEMPOTENCY, NATURALLY, namedRow } from './mutation-input.ts'
import { InvitationRef } from './refs.ts'

const InviteMemberInput = builder.inputType('InviteMemberInput', {
  description: 'What somebody is to be, and where.',
  fields: (t) => ({
    role: t.field({ type: MemberRole, required: true, description: 'The role; not more than the viewer’s.' }),
    reach: t.field({
      type: Reach,
      required: true,
      defaultValue: 'PROJECT',
      description: 'Where it is to hold.',
    }),
    email: t.string({
      description:
        'Whom it is for: it is then accepted only by who the identity provider knows by this address. Left out or null: by whoever has the token.',
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'Until when it can be accepted, UTC, within 30 days; left out or null: seven days.',
    }),
    idempotencyKey: t.string({
      description: `${IDEMPOTENCY} A repeat answers the invitation without its token, which is told once.`,
    }),
  }),
})

const InvitationField = 'The invitation as it stands now.'

const InviteMemberPayload = builder.objectRef<MadeInvitation>('InviteMemberPayload').implement({
  description: 'The invitation, with the token to hand over.',
  fields: (t) => ({
    invitation: t.field({
      type: InvitationRef,
      description: InvitationField,
      resolve: async ({ id }, _args, { loaders }) => found(await loaders.invitation.load(id), 'invitation'),
    }),
    token: t.exposeString('token', {
      nullable: true,
      description:
        'What `acceptInvitation` takes: hand it over yourself, Parley sends no mail. Null for a repeat.',
    }),
  }),
})

builder.mutationField('inviteMember', (t) =>
  t.field({
    type: InviteMemberPayload,
    description:
      'Keeps a place for somebody, who accepts it once they have signed in with an identity provider. It counts as long as whoever made it may still make it.',
    args: { input: t.arg({ type: InviteMemberInput, required: true, description: 'What they are to be.' }) },
    errors: {
      types: [Forbidden, InvalidInput, IdempotencyConflict],
      union: { name: 'InviteMemberResult', description: 'The invitation, or why there is none.' },
    },
    resolve: (_root, { input }, { database, vault, principal }) =>
      inviteMember({ database, vault }, principal, {
        role: input.role as Role,
        reach: input.reach,
        email: input.email ?? null,
        expiresAt: input.expiresAt ?? null,
        idempotencyKey: input.idempotencyKey ?? null,
      }),
  }),
)

const RevokeInvitationInput = builder.inputType('RevokeInvitationInput', {
  description: 'Which invitation is to be taken back.',
  fields: (t) => ({
    invitationId: t.id({ required: true, description: 'The invitation.' }),
    idempotencyKey: t.string({ description: NATURALLY }),
  }),
})

const RevokeInvitationPayload = builder.objectRef<{ id: string }>('RevokeInvitationPayload').implement({
  description: 'The invitation, taken back.',
  fields: (t) => ({
    invitation: t.field({
      type: InvitationRef,
      description: InvitationField,
      resolve: async ({ id }, _args, { loaders }) => found(await loaders.invitation.load(id), 'invitation'),
    }),
  }),
})

builder.mutationField('revokeInvitation', (t) =>
  t.field({
    type: RevokeInvitationPayload,
    description: 'Takes an invitation back that nobody has accepted.',
    args: { input: t.arg({ type: RevokeInvitationInput, required: true, description: 'Which one.' }) },
    errors: {
      types: [Forbidden, NotFound, NoLongerValid],
      union: { name: 'RevokeInvitationResult', description: 'The invitation, or why it stands.' },
    },
    resolve: async (_root, { input }, { database, principal }) => ({
      id: await revokeInvitation(
        database,
        principal,
        namedRow('Invitation', input.invitationId, 'invitationId'),
      ),
    }),
  }),
)

const AcceptInvitationInput = builder.inputType('AcceptInvitationInput', {
  description: 'Which invitation the viewer accepts.',
  fields: (t) => ({
    token: t.string({ required: true, description: 'What `inviteMember` answered.' }),
    idempotencyKey: t.string({ description: NATURALLY }),
  }),
})

const AcceptInvitationPayload = builder.objectRef<Accepted>('AcceptInvitationPayload').implement({
  description: 'The viewer is a member: requests from now on may name the project.',
  fields: (t) => ({
    memberId: t.id({
      description: 'Who they are now.',
      resolve: ({ memberId }) => toGlobalId('Member', memberId),
    }),
    projectId: t.id({
      description: 'The project they were invited from: to be sent as `x-parley-project`.',
      resolve: ({ projectId }) => toGlobalId('Project', projectId),
    }),
    role: t.field({
      type: MemberRole,
      description: 'What they were invited to be; more where they were more already.',
      resolve: ({ role }) => role,
    }),
    reach: t.field({ type: Reach, description: 'Where it holds.', resolve: ({ reach }) => reach }),
  }),
})

builder.mutationField('acceptInvitation', (t) =>
  t.field({
    type: AcceptInvitationPayload,
    description:
      'Makes the person who is signed in a member, or gives a member the role. It needs a token of an identity provider.',
    args: { input: t.arg({ type: AcceptInvitationInput, required: true, description: 'Which one.' }) },
    errors: {
      types: [Forbidden, NotFound, NoLongerValid],
      union: { name: 'AcceptInvitationResult', description: 'The membership, or why there is none.' },
    },
    resolve: (_root, { input }, { database, vault, principal }) =>
      acceptInvitation({ database, vault }, principal, input.token),
  }),
)
