import type { Principal } from '../domain/access/principal.ts'
import { builder } from './builder.ts'
import { Node } from './node.ts'
import { ApiKeyRef, MemberRef, OrganizationRef, ProjectRef } from './refs.ts'

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
      nullable: true,
      description: 'The organisation the viewer belongs to.',
      resolve: ({ organizationId }, _args, { loaders }) => loaders.organization.load(organizationId),
    }),
    project: t.field({
      type: ProjectRef,
      nullable: true,
      description: 'The project that everything here is about.',
      resolve: ({ projectId }, _args, { loaders }) => loaders.project.load(projectId),
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
