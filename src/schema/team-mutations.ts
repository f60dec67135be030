import { createTeam, deleteTeam, setTeamMember, updateTeam } from '../domain/access/teams.ts'
import { IdempotencyConflict, NotFound } from '../domain/outbound/sending-failures.ts'
import { InvalidInput } from '../domain/user-failure.ts'
import { builder } from './builder.ts'
import { toGlobalId } from './global-id.ts'
import { found, IDEMPOTENCY, NATURALLY, namedRow } from './mutation-input.ts'
import { TeamRef } from './refs.ts'
import './access-errors.ts'

const NAME = 'Its name, unique in the project: 1 to 100 characters.'
const DESCRIPTION = 'What it is for, up to 1,000 characters.'
const TEAM = 'The team.'

function payload(name: string, description: string) {
  return builder.objectRef<{ id: string }>(name).implement({
    description,
    fields: (t) => ({
      team: t.field({
        type: TeamRef,
        description: 'The team as it stands now.',
        resolve: async ({ id }, _args, { loaders }) => found(await loaders.team.load(id), 'team'),
      }),
    }),
  })
}

const union = (name: string) => ({ name, description: 'The team, or why nothing changed.' })

const CreateTeamInput = builder.inputType('CreateTeamInput', {
  description: 'A new team.',
  fields: (t) => ({
    name: t.string({ required: true, description: NAME }),
    description: t.string({ description: DESCRIPTION }),
    idempotencyKey: t.string({ description: IDEMPOTENCY }),
  }),
})

builder.mutationField('createTeam', (t) =>
  t.field({
    type: payload('CreateTeamPayload', 'The new team, which is empty.'),
    description: 'Makes a team.',
    args: { input: t.arg({ type: CreateTeamInput, required: true, description: 'Which one.' }) },
    errors: { types: [InvalidInput, IdempotencyConflict], union: union('CreateTeamResult') },
    resolve: async (_root, { input }, { database, principal }) => ({
      id: await createTeam(database, principal, {
        name: input.name,
        description: input.description ?? null,
        idempotencyKey: input.idempotencyKey ?? null,
      }),
    }),
  }),
)

const UpdateTeamInput = builder.inputType('UpdateTeamInput', {
  description: 'What is to be different; what is left out stays.',
  fields: (t) => ({
    teamId: t.id({ required: true, description: TEAM }),
    name: t.string({ description: NAME }),
    description: t.string({ description: `${DESCRIPTION} Null takes it away.` }),
    idempotencyKey: t.string({ description: NATURALLY }),
  }),
})

builder.mutationField('updateTeam', (t) =>
  t.field({
    type: payload('UpdateTeamPayload', 'The changed team.'),
    description: 'Renames or describes a team.',
    args: { input: t.arg({ type: UpdateTeamInput, required: true, description: 'Which one, and how.' }) },
    errors: { types: [NotFound, InvalidInput], union: union('UpdateTeamResult') },
    resolve: async (_root, { input }, { database, principal }) => ({
      id: await updateTeam(database, principal, {
        teamId: namedRow('Team', input.teamId, 'teamId'),
        name: input.name ?? undefined,
        description: input.description,
      }),
    }),
  }),
)

const DeleteTeamInput = builder.inputType('DeleteTeamInput', {
  description: 'Which team is to go.',
  fields: (t) => ({
    teamId: t.id({ required: true, description: TEAM }),
    idempotencyKey: t.string({ description: NATURALLY }),
  }),
})

const DeleteTeamPayload = builder.objectRef<{ id: string }>('DeleteTeamPayload').implement({
  description: 'The team is gone; its people stay.',
  fields: (t) => ({
    teamId: t.id({ description: 'The id it had.', resolve: ({ id }) => toGlobalId('Team', id) }),
  }),
})

builder.mutationField('deleteTeam', (t) =>
  t.field({
    type: DeleteTeamPayload,
    description: 'Deletes a team. Its people stay in the project.',
    args: { input: t.arg({ type: DeleteTeamInput, required: true, description: 'Which one.' }) },
    errors: { types: [NotFound], union: { name: 'DeleteTeamResult', description: 'Done, or why not.' } },
    resolve: async (_root, { input }, { database, principal }) => ({
      id: await deleteTeam(database, principal, namedRow('Team', input.teamId, 'teamId')),
    }),
  }),
)

const TeamMemberInput = builder.inputType('TeamMemberInput', {
  description: 'Who, in which team.',
  fields: (t) => ({
    teamId: t.id({ required: true, description: TEAM }),
    memberId: t.id({ required: true, description: 'A member who may act in the project.' }),
    idempotencyKey: t.string({ description: NATURALLY }),
  }),
})

for (const [name, isMember, description] of [
  ['addTeamMember', true, 'Puts a member into a team.'],
  ['removeTeamMember', false, 'Takes a member out of a team.'],
] as const) {
  const Name = `${name[0]?.toUpperCase()}${name.slice(1)}`
  builder.mutationField(name, (t) =>
    t.field({
      type: payload(`${Name}Payload`, 'The team, changed.'),
      description,
      args: { input: t.arg({ type: TeamMemberInput, required: true, description: 'Who, and where.' }) },
      errors: { types: [NotFound], union: union(`${Name}Result`) },
      resolve: async (_root, { input }, { database, principal }) => ({
        id: await setTeamMember(database, principal, {
          teamId: namedRow('Team', input.teamId, 'teamId'),
          memberId: namedRow('Member', input.memberId, 'memberId'),
          isMember,
        }),
      }),
    }),
  )
}
