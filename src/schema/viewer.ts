import type { Principal } from '../domain/access/principal.ts'
import { builder } from './builder.ts'
import { Node } from './node.ts'
import { ApiKeyRef, MemberRef, OrganizationRef, ProjectRef } from './refs.ts'
import { required } from './required.ts'

ApiKeyRef.implement({
  description: 'A key by which other systems ask. It belongs to one project; only its hash is stored.',
  interfaces: [Node],
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What it is for.' }),
    prefix: t.exposeString('prefix', {
      description: 'Its first characters, by which people tell keys apart.',
    }),
    scopes: t.exposeStringList('scopes', { description: 'What it may do.' }),
  }),
})

const Viewer = builder.objectRef<Principal>('Viewer').implement({
  description: 'Who asks, and what for.',
  fields: (t) => ({
    organization: t.field({
      type: OrganizationRef,
      description: 'The organisation the viewer belongs to.',
      resolve: async ({ organizationId }, _args, { loaders }) =>
        required(await loaders.organization.load(organizationId), 'the organisation'),
    }),
    project: t.field({
      type: ProjectRef,
      description: 'The project that everything here is about.',
      resolve: async ({ projectId }, _args, { loaders }) =>
        required(await loaders.project.load(projectId), 'the project'),
    }),
    apiKey: t.field({
      type: ApiKeyRef,
      nullable: true,
      description: 'The key the viewer asks with; null for a person who is signed in.',
      resolve: (principal) => (principal.kind === 'API_KEY' ? principal : null),
    }),
    member: t.field({
      type: MemberRef,
      nullable: true,
      description: 'The person who is signed in; null for an API key.',
      resolve: () => null,
    }),
  }),
})

builder.queryField('viewer', (t) =>
  t.field({
    type: Viewer,
    description: 'Who asks: the holder of the API key, with their project.',
    resolve: (_root, _args, { principal }) => principal,
  }),
)
