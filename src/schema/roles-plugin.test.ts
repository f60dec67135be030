import SchemaBuilder from '@pothos/core'
import ScopeAuthPlugin from '@pothos/plugin-scope-auth'
import { execute, parse } from 'graphql'
import { expect, test } from 'vitest'
import { permissionsOf } from '../domain/access/permissions.ts'
import type { GraphQLContext } from './context.ts'
import { rolesPlugin, scopeAuth } from './roles-plugin.ts'

/** A graph with things that nobody has given a line yet. */
function freshGraph() {
  const builder = new SchemaBuilder<{ Context: GraphQLContext }>({
    plugins: [rolesPlugin as never, ScopeAuthPlugin],
    scopeAuth: scopeAuth as never,
  })
  const Node = builder
    .interfaceRef<object>('Node')
    .implement({ fields: (t) => ({ id: t.id({ resolve: () => '1' }) }) })
  const Novelty = builder.objectRef<object>('Novelty').implement({ interfaces: [Node], fields: () => ({}) })
  builder.queryType({
    fields: (t) => ({
      novelty: t.string({ resolve: () => 'seen' }),
      viewer: t.field({ type: Novelty, resolve: () => ({}) }),
    }),
  })
  return builder.toSchema()
}

test.each(['{ novelty }', '{ viewer { id } }'])(
  'what has no line is closed to everyone: %s',
  async (query) => {
    const principal = { roles: ['OWNER'], permissions: permissionsOf(['OWNER']), projects: [] }
    const result = await execute({
      schema: freshGraph(),
      document: parse(query),
      contextValue: { principal },
    })
    expect(Object.values(result.data ?? {})).toEqual([null])
    expect(result.errors?.map(({ message, extensions }) => [message, extensions.code])).toEqual([
      [expect.stringMatching(/is closed: nobody has said yet who may use it/), 'FORBIDDEN'],
    ])
  },
)
