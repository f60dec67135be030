import { removeIdentityProvider, setIdentityProvider } from '../domain/access/identity-providers.ts'
import { Forbidden } from '../domain/access/refusals.ts'
import { InvalidInput } from '../domain/user-failure.ts'
import { builder } from './builder.ts'
import { toGlobalId } from './global-id.ts'
import { found, NATURALLY } from './mutation-input.ts'
import { Node } from './node.ts'
import { IdentityProviderRef } from './refs.ts'
import './access-errors.ts'

const words = {
  issuer: 'Who must have issued a token (`iss`), to the letter.',
  audience: 'Whom a token must be for (`aud`).',
  jwksUrl: 'Where its public keys are; a public https address.',
  algorithms: 'The signatures that are taken: RS256 and the like, never a shared secret.',
  subjectClaim: 'The claim that tells people apart and never changes.',
  emailClaim: 'The claim with the e-mail address.',
}

IdentityProviderRef.implement({
  description: 'Where the people of the organisation sign in, beside the provider of the installation.',
  interfaces: [Node],
  fields: (t) => ({
    issuer: t.exposeString('issuer', { description: words.issuer }),
    audience: t.exposeString('audience', { description: words.audience }),
    jwksUrl: t.exposeString('jwksUrl', { description: words.jwksUrl }),
    algorithms: t.exposeStringList('algorithms', { description: words.algorithms }),
    subjectClaim: t.exposeString('subjectClaim', { description: words.subjectClaim }),
    emailClaim: t.exposeString('emailClaim', { description: words.emailClaim }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was first named, UTC.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed, UTC.' }),
  }),
})

builder.queryField('identityProvider', (t) =>
  t.field({
    type: IdentityProviderRef,
    nullable: true,
    description: 'The organisation’s own identity provider; null where it has none.',
    resolve: (_root, _args, { loaders, principal }) =>
      loaders.identityProvider.load(principal.organizationId),
  }),
)

const SetIdentityProviderInput = builder.inputType('SetIdentityProviderInput', {
  description: 'Where the people of the organisation sign in.',
  fields: (t) => ({
    issuer: t.string({ required: true, description: words.issuer }),
    audience: t.string({ required: true, description: words.audience }),
    jwksUrl: t.string({ required: true, description: words.jwksUrl }),
    algorithms: t.stringList({
      required: true,
      defaultValue: ['RS256', 'PS256', 'ES256', 'EdDSA'],
      description: words.algorithms,
    }),
    subjectClaim: t.string({ required: true, defaultValue: 'sub', description: words.subjectClaim }),
    emailClaim: t.string({ required: true, defaultValue: 'email', description: words.emailClaim }),
    idempotencyKey: t.string({ description: NATURALLY }),
  }),
})

const SetIdentityProviderPayload = builder.objectRef<{ id: string }>('SetIdentityProviderPayload').implement({
  description: 'The provider; its tokens are taken from now on, for members of this organisation alone.',
  fields: (t) => ({
    identityProvider: t.field({
      type: IdentityProviderRef,
      description: 'The provider.',
      resolve: async ({ id }, _args, { loaders }) =>
        found(await loaders.identityProvider.load(id), 'identity provider'),
    }),
  }),
})

builder.mutationField('setIdentityProvider', (t) =>
  t.field({
    type: SetIdentityProviderPayload,
    description:
      'Names the organisation’s own identity provider, instead of a former one. Only for OWNERs of the organisation.',
    args: { input: t.arg({ type: SetIdentityProviderInput, required: true, description: 'Which one.' }) },
    errors: {
      types: [Forbidden, InvalidInput],
      union: { name: 'SetIdentityProviderResult', description: 'The provider, or why it was not taken.' },
    },
    resolve: async (_root, { input }, { database, principal }) => ({
      id: await setIdentityProvider(database, principal, input),
    }),
  }),
)

const RemoveIdentityProviderInput = builder.inputType('RemoveIdentityProviderInput', {
  description: 'Nothing is needed: an organisation has one provider.',
  fields: (t) => ({ idempotencyKey: t.string({ description: NATURALLY }) }),
})

const RemoveIdentityProviderPayload = builder
  .objectRef<{ id: string }>('RemoveIdentityProviderPayload')
  .implement({
    description: 'The organisation has no provider of its own any more.',
    fields: (t) => ({
      organizationId: t.id({
        description: 'The organisation.',
        resolve: ({ id }) => toGlobalId('Organization', id),
      }),
    }),
  })

builder.mutationField('removeIdentityProvider', (t) =>
  t.field({
    type: RemoveIdentityProviderPayload,
    description:
      'Takes no token of the organisation’s own identity provider any more. Only for OWNERs of it.',
    args: {
      input: t.arg({ type: RemoveIdentityProviderInput, required: true, description: 'May be empty.' }),
    },
    errors: {
      types: [Forbidden],
      union: { name: 'RemoveIdentityProviderResult', description: 'Done, or why not.' },
    },
    resolve: async (_root, _args, { database, principal }) => ({
      id: await removeIdentityProvider(database, principal),
    }),
  }),
)
