import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { GraphQLError } from 'graphql'
import { handleProtocols, type SubscribePayload } from 'graphql-ws'
import { useServer } from 'graphql-ws/use/ws'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Principal } from '../domain/access/principal.ts'
import type { Logger } from '../infra/logger.ts'
import { withinRequest } from '../infra/request-id.ts'
import { newId } from '../infra/uuid.ts'
import { GRAPHQL_PATH, type Yoga } from './graphql.ts'
import { limits } from './graphql-limits.ts'
import type { KeyAttempts } from './key-attempts.ts'
import { documentOf, type PersistedOperations } from './persisted-operations.ts'
import type { RightsWatch } from './rights-watch.ts'
import { STALL_PATIENCE, watchForStall } from './stalled.ts'
import { whoConnects } from './who-asks.ts'

/** The close codes that clients can tell apart; those of graphql-ws itself (4400-4429) beside them. */
const closeCode = { restart: 1012, slowReader: 1013, forbidden: 4403 } as const
/** Operations that one socket may have running: a busy inbox has a dozen. */
const MOST_OPERATIONS = 100

export interface WebSocketDependencies {
  server: Server
  yoga: Yoga
  rights: RightsWatch
  attempts: KeyAttempts
  persisted: PersistedOperations | undefined
  addressOf: (request: IncomingMessage) => string
  /** Pages of these origins may connect, besides our own. */
  corsOrigins: readonly string[]
  logger: Logger
  /** How long a reader may take nothing, milliseconds. */
  stallPatience?: number
}

interface Extra extends Record<PropertyKey, unknown> {
  socket: WebSocket
  request: IncomingMessage
  principal?: Principal
}

export interface WebSocketEndpoint {
  /** Tells every client to come again (1012) and ends. */
  close(): Promise<void>
}

/** GraphQL over WebSocket (graphql-transport-ws), through the same plugins as HTTP. */
export function serveWebSocket(deps: WebSocketDependencies): WebSocketEndpoint {
  const { server, rights, attempts, addressOf, logger } = deps
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.requestBytes, handleProtocols })
  const disposable = useServer<Record<string, unknown> | undefined, Extra>(
    {
      connectionInitWaitTimeout: 3000,
      // What goes wrong inside is told to the log and never to a stranger, wherever we run.
      isProd: true,
      onConnect: async (ctx) => {
        const principal = await whoConnects(attempts, addressOf(ctx.extra.request), ctx.connectionParams)
        if (!principal) return false // closes with 4403
        if (ctx.extra.socket.readyState !== ctx.extra.socket.OPEN) return false // gone meanwhile
        ctx.extra.principal = principal
        closeWhenRevoked(rights, principal, ctx.extra.socket)
        return true
      },
      onSubscribe: (ctx, _id, payload) => {
        if (Object.keys(ctx.subscriptions).length > MOST_OPERATIONS) return [tooManyOperations()] as never
        return withinRequest(newId(), () => prepare(deps, ctx.extra, payload)) as never
      },
      execute: (args) => answering(args as never, 'execute'),
      subscribe: (args) => answering(args as never, 'subscribe'),
    },
    sockets,
  )
  sockets.on('connection', (socket, request) => {
    const slow = () => {
      logger.warn(
        { address: request.socket.remoteAddress },
        'a subscriber stopped reading and was closed; it can resume',
      )
      socket.close(closeCode.slowReader, 'Too slow: resume with events(after:)')
    }
    const stop = watchForStall(request.socket, deps.stallPatience ?? STALL_PATIENCE, slow)
    socket.on('error', (error) => logger.debug({ err: error }, 'a WebSocket had an error'))
    socket.once('close', stop)
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Until the protocol takes over nobody else hears the socket's errors, and unheard they end the process.
    const onError = () => socket.destroy()
    socket.on('error', onError)
    if (URL.parse(request.url ?? '/', 'http://localhost')?.pathname !== GRAPHQL_PATH) {
      socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
      return
    }
    if (!mayConnect(request, deps.corsOrigins)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      socket.off('error', onError)
      sockets.emit('connection', accepted, request)
    })
  })
  return {
    close: async () => {
      for (const socket of sockets.clients)
        socket.close(closeCode.restart, 'The server restarts: connect again')
      await disposable.dispose()
    },
  }
}

function tooManyOperations(): GraphQLError {
  return new GraphQLError(
    `At most ${MOST_OPERATIONS} operations run at once on one socket: complete some, or subscribe to more in one.`,
    { extensions: { code: 'TOO_MANY_OPERATIONS', limit: MOST_OPERATIONS } },
  )
}

interface Enveloped {
  contextValue: { requestId: string }
  rootValue: {
    execute: (args: never) => unknown
    subscribe: (args: never) => unknown
  }
}

/** Browsers tell the page's origin and ask nobody before they connect; programs tell none. */
function mayConnect({ headers }: IncomingMessage, origins: readonly string[]): boolean {
  const { origin, host } = headers
  return origin === undefined || origins.includes(origin) || URL.parse(origin)?.host === host
}

type Arguments = Parameters<ReturnType<Yoga['getEnveloped']>['execute']>[0]

/** What the client sent as an operation, checked by the same plugins as over HTTP; or why it is refused. */
async function prepare(
  { yoga, persisted }: WebSocketDependencies,
  extra: Extra,
  payload: SubscribePayload,
): Promise<Arguments | readonly GraphQLError[]> {
  const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({
    req: extra.request,
    principal: extra.principal,
    params: payload,
  } as never)
  try {
    const document = parse(documentOf(persisted, payload))
    const errors: readonly GraphQLError[] = validate(schema, document)
    if (errors.length > 0) return errors
    return {
      schema,
      document,
      operationName: payload.operationName,
      variableValues: payload.variables,
      contextValue: await contextFactory(),
      rootValue: { execute, subscribe },
    } as never
  } catch (error) {
    return [asGraphQLError(error)]
  }
}

function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error
  throw error
}

/** A plugin that refuses an operation throws: that is an answer to the client and not the end of its socket. */
async function answering(args: Enveloped, how: 'execute' | 'subscribe'): Promise<never> {
  try {
    return (await withinRequest(args.contextValue.requestId, () =>
      args.rootValue[how](args as never),
    )) as never
  } catch (error) {
    return { errors: [asGraphQLError(error)] } as never
  }
}

function closeWhenRevoked(rights: RightsWatch, principal: Principal, socket: WebSocket): void {
  const reason = 'The key or token was revoked or has expired, or its rights changed'
  const unwatch = rights.watch(principal, () => socket.close(closeCode.forbidden, reason))
  socket.once('close', unwatch)
}
