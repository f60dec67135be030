import { changeMemberRole, removeMember } from '../domain/access/members.ts'
import type { Role } from '../domain/access/permissions.ts'
import { Forbidden, LastOwner } from '../domain/access/refusals.ts'
import { NotFound } from '../domain/outbound/sending-failures.ts'
import { InvalidInput } from '../domain/user-failure.ts'
import { Reach } from './access-errors.ts'
import { builder } from './builder.ts'
import { MemberRole } from './enums.ts'
import { found, NATURALLY, namedRow } from './mutation-input.ts'
import { MemberRef } from './refs.ts'

function payload(name: string, description: string) {
  return builder.objectRef<{ id: string }>(name).implement({
    description,
    fields: (t) => ({
      member: t.field({
        type: MemberRef,
        description: 'The member as they stand now.',
        resolve: async ({ id }, _args, { loaders }) => found(await loaders.member.load(id), 'member'),
      }),
    }),
  })
}

const ChangeMemberRoleInput = builder.inputType('ChangeMemberRoleInput', {
  description: 'What a member is to be, and where.',
  fields: (t) => ({
    memberId: t.id({ required: true, description: 'The member, of the organisation.' }),
    role: t.field({
      type: MemberRole,
      required: true,
      description: 'The role; neither it nor the former one may be more than the viewer’s.',
    }),
    reach: t.field({
      type: Reach,
      required: true,
      defaultValue: 'PROJECT',
      description: 'Where it is to hold. In a project it comes beside the role in the organisation.',
    }),
    idempotencyKey: t.string({ description: NATURALLY }),
  }),
})

builder.mutationField('changeMemberRole', (t) =>
  t.field({
    type: payload('ChangeMemberRolePayload', 'The member, with the role.'),
    description: 'Gives a member another role. Their open sockets are closed within five seconds.',
    args: { input: t.arg({ type: ChangeMemberRoleInput, required: true, description: 'Who, and what.' }) },
    errors: {
      types: [Forbidden, NotFound, LastOwner],
      union: { name: 'ChangeMemberRoleResult', description: 'The member, or why nothing changed.' },
    },
    resolve: async (_root, { input }, { database, principal }) => ({
      id: await changeMemberRole(database, principal, {
        memberId: namedRow('Member', input.memberId, 'memberId'),
        role: input.role as Role,
        reach: input.reach,
      }),
    }),
  }),
)

const RemoveMemberInput = builder.inputType('RemoveMemberInput', {
  description: 'Who is to leave, and what.',
  fields: (t) => ({
    memberId: t.id({ required: true, description: 'The member.' }),
    reach: t.field({
      type: Reach,
      required: true,
      defaultValue: 'PROJECT',
      description: 'What they leave: the project, or the organisation with all its projects.',
    }),
    idempotencyKey: t.string({ description: NATURALLY }),
  }),
})

builder.mutationField('removeMember', (t) =>
  t.field({
    type: payload('RemoveMemberPayload', 'The member, without the role.'),
    description:
      'Takes a member out of the project, or out of the organisation. What they did still names them; an invitation brings them back.',
    args: { input: t.arg({ type: RemoveMemberInput, required: true, description: 'Who.' }) },
    errors: {
      types: [Forbidden, NotFound, LastOwner, InvalidInput],
      union: { name: 'RemoveMemberResult', description: 'The member, or why they stay.' },
    },
    resolve: async (_root, { input }, { database, principal }) => ({
      id: await removeMember(database, principal, {
        memberId: namedRow('Member', input.memberId, 'memberId'),
        reach: input.reach,
      }),
    }),
  }),
)
