import SchemaBuilder from '@pothos/core'
import ErrorsPlugin from '@pothos/plugin-errors'
import RelayPlugin from '@pothos/plugin-relay'
import ScopeAuthPlugin from '@pothos/plugin-scope-auth'
import { auditPlugin } from './audit-plugin.ts'
import type { GraphQLContext } from './context.ts'
import { type Asked, rolesPlugin, scopeAuth } from './roles-plugin.ts'

export interface GraphTypes {
  Context: GraphQLContext
  AuthScopes: { may: Asked }
  DefaultFieldNullability: false
  DefaultEdgesNullability: false
  DefaultNodeNullability: false
  Scalars: {
    ID: { Input: string; Output: string }
    DateTime: { Input: Date; Output: Date }
    JSON: { Input: unknown; Output: unknown }
  }
}

const PAGE_SIZE = 'Default 20, at most 100: more is an error and never cut.'

export const builder = new SchemaBuilder<GraphTypes>({
  plugins: [rolesPlugin as never, ScopeAuthPlugin, auditPlugin as never, ErrorsPlugin, RelayPlugin],
  scopeAuth,
  defaultFieldNullability: false,
  errors: { directResult: true },
  relay: {
    cursorType: 'String',
    edgesFieldOptions: { nullable: false, description: 'The items of this page, each with its cursor.' },
    nodeFieldOptions: { nullable: false, description: 'The item.' },
    nodesOnConnection: { description: 'The items of this page, for clients that need no cursors.' },
    cursorFieldOptions: { description: 'Where this item is in the list: give it as `after` or `before`.' },
    pageInfoFieldOptions: { description: 'Whether there is more, and how to go on.' },
    pageInfoTypeOptions: { description: 'Where a page lies in its list.' },
    hasNextPageFieldOptions: { description: 'True when more items come after this page.' },
    hasPreviousPageFieldOptions: { description: 'True when items come before this page.' },
    startCursorFieldOptions: { description: 'Cursor of the first item; null on an empty page.' },
    endCursorFieldOptions: { description: 'Cursor of the last item; null on an empty page.' },
    firstArgOptions: { description: `How many items from the start of the list. ${PAGE_SIZE}` },
    lastArgOptions: { description: `How many items from the end of the list. ${PAGE_SIZE}` },
    afterArgOptions: { description: 'Only items after this cursor.' },
    beforeArgOptions: { description: 'Only items before this cursor.' },
  },
})

builder.queryType({
  description:
    'Everything that can be read. All of it is of the one project of the API key, or that a member named.',
})
builder.mutationType({
  description:
    'Everything that can be changed. Each field answers a union of its payload and named errors that implement `UserError`.',
})
builder.subscriptionType({
  description: 'What is pushed as it happens, over WebSocket or server-sent events.',
})
