import { createApiKey, type MadeKey, revokeApiKey, rotateApiKey } from '../domain/access/api-keys.ts'
import type { Permission, Role } from '../domain/access/permissions.ts'
import { Forbidden, NoLongerValid } from '../domain/access/refusals.ts'
import { IdempotencyConflict, NotFound } from '../domain/outbound/sending-failures.ts'
import { InvalidInput } from '../domain/user-failure.ts'
import { builder } from './builder.ts'
import { MemberRole, PermissionName } from './enums.ts'
import { found, IDEMPOTENCY, NATURALLY, namedRow } from './mutation-input.ts'
import { ApiKeyRef } from './refs.ts'
import './access-errors.ts'

const ONCE = 'A repeat by the same idempotencyKey answers the key without its secret, which is told once.'

function payload(name: string, description: string) {
  return builder.objectRef<MadeKey>(name).implement({
    description,
    fields: (t) => ({
      apiKey: t.field({
        type: ApiKeyRef,
        description: 'The key.',
        resolve: async ({ id }, _args, { loaders }) => found(await loaders.apiKey.load(id), 'API key'),
      }),
      secret: t.exposeString('secret', {
        nullable: true,
        description:
          'What to send as `Authorization: Bearer`. Keep it now: nobody can show it again. Null for a repeat.',
      }),
    }),
  })
}

const CreateApiKeyInput = builder.inputType('CreateApiKeyInput', {
  description: 'A key of the project.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What it is for: 1 to 100 characters.' }),
    role: t.field({
      type: MemberRole,
      required: true,
      description: 'What it may do at most; nothing that the viewer may not.',
    }),
    scopes: t.field({
      type: [PermissionName],
      description:
        'Of the role only these permissions; left out or null: all of them. One that the role lacks is INVALID_INPUT.',
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'When it is to end, UTC, within ten years; left out or null: never.',
    }),
    idempotencyKey: t.string({ description: `${IDEMPOTENCY} ${ONCE}` }),
  }),
})

builder.mutationField('createApiKey', (t) =>
  t.field({
    type: payload('CreateApiKeyPayload', 'The key, with its secret.'),
    description: 'Makes an API key. The secret is in the answer and nowhere else.',
    args: { input: t.arg({ type: CreateApiKeyInput, required: true, description: 'Which key.' }) },
    errors: {
      types: [Forbidden, InvalidInput, IdempotencyConflict],
      union: { name: 'CreateApiKeyResult', description: 'The key, or why there is none.' },
    },
    resolve: (_root, { input }, { database, principal }) =>
      createApiKey(database, principal, {
        name: input.name,
        role: input.role as Role,
        scopes: (input.scopes as Permission[] | null | undefined) ?? null,
        expiresAt: input.expiresAt ?? null,
        idempotencyKey: input.idempotencyKey ?? null,
      }),
  }),
)

const RotateApiKeyInput = builder.inputType('RotateApiKeyInput', {
  description: 'Which key is to be replaced.',
  fields: (t) => ({
    apiKeyId: t.id({ required: true, description: 'The key.' }),
    overlapSeconds: t.int({
      required: true,
      defaultValue: 86_400,
      description: 'How long it lives on beside the new one, seconds, 30 days at most; 0 ends it at once.',
    }),
    idempotencyKey: t.string({ description: `${IDEMPOTENCY} ${ONCE}` }),
  }),
})

builder.mutationField('rotateApiKey', (t) =>
  t.field({
    type: payload('RotateApiKeyPayload', 'The key that takes the other’s place, with its secret.'),
    description:
      'Makes a key of the same name, role and scopes, which lasts as long again; the former lives on for the overlap.',
    args: { input: t.arg({ type: RotateApiKeyInput, required: true, description: 'Which key.' }) },
    errors: {
      types: [Forbidden, NotFound, NoLongerValid, InvalidInput, IdempotencyConflict],
      union: { name: 'RotateApiKeyResult', description: 'The new key, or why there is none.' },
    },
    resolve: (_root, { input }, { database, principal }) =>
      rotateApiKey(database, principal, {
        apiKeyId: namedRow('ApiKey', input.apiKeyId, 'apiKeyId', 'API key'),
        overlapSeconds: input.overlapSeconds,
        idempotencyKey: input.idempotencyKey ?? null,
      }),
  }),
)

const RevokeApiKeyInput = builder.inputType('RevokeApiKeyInput', {
  description: 'Which key is to end.',
  fields: (t) => ({
    apiKeyId: t.id({ required: true, description: 'The key.' }),
    idempotencyKey: t.string({ description: NATURALLY }),
  }),
})

const RevokeApiKeyPayload = builder.objectRef<{ id: string }>('RevokeApiKeyPayload').implement({
  description: 'The key, ended.',
  fields: (t) => ({
    apiKey: t.field({
      type: ApiKeyRef,
      description: 'The key.',
      resolve: async ({ id }, _args, { loaders }) => found(await loaders.apiKey.load(id), 'API key'),
    }),
  }),
})

builder.mutationField('revokeApiKey', (t) =>
  t.field({
    type: RevokeApiKeyPayload,
    description:
      'Ends a key for good: requests are refused within two seconds, open sockets and streams end within five.',
    args: { input: t.arg({ type: RevokeApiKeyInput, required: true, description: 'Which key.' }) },
    errors: {
      types: [Forbidden, NotFound],
      union: { name: 'RevokeApiKeyResult', description: 'The key, or why nothing was ended.' },
    },
    resolve: async (_root, { input }, { database, principal }) => ({
      id: await revokeApiKey(database, principal, namedRow('ApiKey', input.apiKeyId, 'apiKeyId', 'API key')),
    }),
  }),
)
