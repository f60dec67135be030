import type { IncomingMessage, ServerResponse } from 'node:http'
import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention'
import { renderGraphiQL } from '@graphql-yoga/render-graphiql'
import { GraphQLError } from 'graphql'
import { createYoga, type Plugin, type YogaInitialContext } from 'graphql-yoga'
import type { Authenticator } from '../domain/access/authenticate.ts'
import type { Principal } from '../domain/access/principal.ts'
import type { Budgets } from '../infra/budgets.ts'
import type { Logger } from '../infra/logger.ts'
import { currentRequestId } from '../infra/request-id.ts'
import { newId } from '../infra/uuid.ts'
import { type GraphQLContext, schema } from '../schema/index.ts'
import { endWhenRevoked } from './end-when-revoked.ts'
import { examples } from './graphql-examples.ts'
import { limitPlugins, withoutIntrospection } from './graphql-limits.ts'
import type { KeyAttempts } from './key-attempts.ts'
import { type PersistedOperations, persistedOperationsPlugin } from './persisted-operations.ts'
import { requestBudget } from './request-budget.ts'
import type { RightsWatch } from './rights-watch.ts'
import { PAGE_POLICY } from './security-headers.ts'
import { PROJECT_HEADER, unauthenticated, whoAsks } from './who-asks.ts'

export const GRAPHQL_PATH = '/graphql'

/** What every operation gets, made for one principal. */
export type ContextFactory = (principal: Principal, requestId: string) => GraphQLContext

export interface GraphQLDependencies {
  authenticator: Authenticator
  rights: RightsWatch
  attempts: KeyAttempts
  /** Of each key, for what its operations cost. */
  budgets: Budgets
  persisted: PersistedOperations | undefined
  addressOf: (request: IncomingMessage) => string
  contextFor: ContextFactory
  corsOrigins: string[]
  /** Undefined: no GraphiQL and no introspection. The key is filled in for the visitor of a demo. */
  graphiql: { demoKey: string | undefined } | undefined
  logger: Logger
}

interface ServerContext {
  req: IncomingMessage
  res: ServerResponse
  /** Set by the WebSocket, which authenticates once for a connection. */
  principal?: Principal
}

export type Yoga = ReturnType<typeof createGraphQL>

/** GraphQL over HTTP and SSE. The WebSocket runs through the same plugins: see websocket.ts. */
export function createGraphQL(deps: GraphQLDependencies) {
  return createYoga<ServerContext, GraphQLContext>({
    schema,
    graphqlEndpoint: GRAPHQL_PATH,
    landingPage: false,
    logging: false,
    batching: false,
    multipart: false,
    cors: deps.corsOrigins.length > 0 ? corsOptions(deps.corsOrigins) : false,
    graphiql: deps.graphiql ? graphiqlOptions(deps.graphiql.demoKey) : false,
    renderGraphiQL,
    maskedErrors: { maskError: (error) => maskError(error, deps.logger) },
    context: (initial) => createContext(deps, initial),
    plugins: [
      useCSRFPrevention({ requestHeaders: ['authorization', 'x-parley-csrf'] }),
      ...(deps.persisted ? [persistedOperationsPlugin(deps.persisted)] : []),
      requireKey(deps),
      endWhenRevoked(deps.authenticator, deps.rights),
      ...limitPlugins(),
      requestBudget(deps.budgets),
      allowPage(),
      ...(deps.graphiql ? [] : [withoutIntrospection()]),
    ],
  })
}

function corsOptions(origin: string[]) {
  return {
    origin,
    credentials: false,
    methods: ['GET', 'POST', 'OPTIONS'],
    allowedHeaders: ['authorization', 'content-type', 'x-parley-csrf', 'x-request-id', PROJECT_HEADER],
    exposedHeaders: [
      'ratelimit-limit',
      'ratelimit-remaining',
      'ratelimit-reset',
      'retry-after',
      'x-request-id',
    ],
  }
}

function graphiqlOptions(demoKey: string | undefined) {
  const key = demoKey ?? 'YOUR API KEY'
  return {
    title: 'Parley',
    subscriptionsProtocol: 'SSE' as const,
    headers: JSON.stringify({ Authorization: `Bearer ${key}` }, null, 2),
    defaultQuery: examples.inbox,
    defaultTabs: Object.values(examples).map((query) => ({ query })),
    shouldPersistHeaders: false,
  }
}

const principals = new WeakMap<Request, Principal>()

/** Nothing is parsed for a stranger. GraphiQL's page itself holds no data and needs no key. */
function requireKey({ attempts, addressOf }: GraphQLDependencies): Plugin<object, ServerContext> {
  return {
    async onRequestParse({ request, serverContext }) {
      principals.set(request, await whoAsks(attempts, addressOf(serverContext.req), request.headers))
    },
  }
}

/** Everything but GraphiQL's page is data that a browser must not run. */
function allowPage(): Plugin {
  return {
    onResponse: ({ response }) => {
      if (response.headers.get('content-type')?.startsWith('text/html'))
        response.headers.set('content-security-policy', PAGE_POLICY)
    },
  }
}

async function createContext(
  deps: GraphQLDependencies,
  initial: YogaInitialContext & ServerContext,
): Promise<GraphQLContext> {
  const principal = initial.principal ?? principals.get(initial.request)
  if (!principal) throw unauthenticated()
  return deps.contextFor(principal, currentRequestId() ?? newId())
}

/** Errors that say what to do go out as they are; anything else is logged and hidden behind an id. */
export function maskError(error: unknown, logger: Logger): GraphQLError {
  const original = error instanceof GraphQLError ? error.originalError : error
  if (
    error instanceof GraphQLError &&
    (original === undefined || original === null || original instanceof GraphQLError)
  )
    return error
  const requestId = currentRequestId() ?? newId()
  logger.error({ err: original ?? error, requestId }, 'a GraphQL operation failed unexpectedly')
  const path = error instanceof GraphQLError ? { path: error.path, nodes: error.nodes } : {}
  return new GraphQLError(`Unexpected error. Quote the request id ${requestId} when asking about it.`, {
    ...path,
    extensions: { code: 'INTERNAL', requestId },
  })
}
