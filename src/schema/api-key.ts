import { apiKeyOrder, pageApiKeys } from '../domain/access/read-access.ts'
import { builder } from './builder.ts'
import { ApiKeyConnection } from './connections.ts'
import { MemberRole } from './enums.ts'
import { Node } from './node.ts'
import { pageOf, toConnection } from './page.ts'
import { ApiKeyRef } from './refs.ts'

ApiKeyRef.implement({
  description: 'A key by which other systems ask. It belongs to one project; only its hash is stored.',
  interfaces: [Node],
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What it is for.' }),
    prefix: t.exposeString('prefix', {
      description: 'Its first characters, by which people tell keys apart.',
    }),
    role: t.expose('role', { type: MemberRole, description: 'What it may do at most.' }),
    scopes: t.exposeStringList('scopes', {
      description: 'The permissions of its role that it has; `*` for all of them.',
    }),
    createdBy: t.exposeString('createdBy', {
      nullable: true,
      description: 'The name of who made it; null for one that came with the installation.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made, UTC.' }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last used, UTC, to about a minute; null when never.',
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ends by itself, UTC; null: never. A rotated one ends with the overlap.',
    }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was revoked, UTC; null: it was not.',
    }),
    replacedBy: t.field({
      type: ApiKeyRef,
      nullable: true,
      description: 'The key that took its place; null for one that was not rotated.',
      resolve: ({ replacedBy }, _args, { loaders, principal }) =>
        replacedBy !== null && principal.permissions.has('MANAGE_API_KEYS')
          ? loaders.apiKey.load(replacedBy)
          : null,
    }),
  }),
})

builder.queryFields((t) => ({
  apiKeys: t.connection(
    {
      type: ApiKeyRef,
      description: 'The keys of the project, the newest first; revoked and expired ones too.',
      resolve: async (_root, args, { database, principal }) => {
        const page = pageOf(args, apiKeyOrder)
        return toConnection(await pageApiKeys(database, principal.projectId, page), page, apiKeyOrder)
      },
    },
    ApiKeyConnection,
  ),
}))
