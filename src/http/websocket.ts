import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { GraphQLError } from 'graphql'
import { handleProtocols, type SubscribePayload } from 'graphql-ws'
import { useServer } from 'graphql-ws/use/ws'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Authenticator } from '../domain/access/authenticate.ts'
import type { Principal } from '../domain/access/principal.ts'
import type { Logger } from '../infra/logger.ts'
import { withinRequest } from '../infra/request-id.ts'
import { newId } from '../infra/uuid.ts'
import { isAllowedOrigin } from './cors.ts'
import { rightsLost } from './end-when-revoked.ts'
import { GRAPHQL_PATH, maskError, type Yoga } from './graphql.ts'
import { limits } from './graphql-limits.ts'
import type { KeyAttempts } from './key-attempts.ts'
import { documentOf, type PersistedOperations } from './persisted-operations.ts'
import type { RightsWatch } from './rights-watch.ts'
import { STALL_PATIENCE, watchForStall } from './stalled.ts'
import { whoConnects } from './who-asks.ts'

/** The close codes that clients can tell apart; those of graphql-ws itself (4400-4429) beside them. */
const closeCode = { restart: 1012, slowReader: 1013, forbidden: 4403, internal: 4500 } as const
/** For how long a server that stops waits for clients to close their side, milliseconds. */
const GOODBYE_PATIENCE = 2000
/** Operations that one socket may have running: a busy inbox has a dozen. */
const MOST_OPERATIONS = 100

export interface WebSocketDependencies {
  server: Server
  yoga: Yoga
  authenticator: Authenticator
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
  const { server, authenticator, rights, attempts, addressOf, logger } = deps
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.requestBytes, handleProtocols })
  const disposable = useServer<Record<string, unknown> | undefined, Extra>(
    {
      connectionInitWaitTimeout: 3000,
      // What goes wrong inside is told to the log and never to a stranger, wherever we run.
      isProd: true,
      onConnect: async ({ extra, connectionParams }) => {
        const { socket, request } = extra
        const principal = await whoConnects(attempts, addressOf(request), connectionParams).catch((err) => {
          logger.error({ err }, 'who opens a WebSocket could not be found out')
          socket.close(closeCode.internal, 'Internal server error')
        })
        if (!principal) return false // closes with 4403 what is still open
        if (socket.readyState !== socket.OPEN) return false // gone meanwhile
        extra.principal = principal
        closeWhenRevoked(rights, principal, socket)
        return true
      },
      onSubscribe: async (ctx, _id, payload) => {
        if (Object.keys(ctx.subscriptions).length > MOST_OPERATIONS) return [tooManyOperations()] as never
        const { principal, socket } = ctx.extra
        // A socket that was told to close hands on what its client sends until that closes its side too.
        if (socket.readyState !== socket.OPEN) return [closing()] as never
        const refusal = principal && (await rightsLost(authenticator, principal))
        if (refusal) return [refusal] as never
        return (await withinRequest(newId(), () => prepare(deps, ctx.extra, payload))) as never
      },
      execute: (args) => answering(args as never, 'execute', logger),
      subscribe: (args) => answering(args as never, 'subscribe', logger),
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
    // Instead of graphql-ws, which would tell standard error. The socket has closed itself already.
    socket.removeAllListeners('error')
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
      const goodbye = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate()
      }, GOODBYE_PATIENCE)
      await disposable.dispose()
      clearTimeout(goodbye)
    },
  }
}

function tooManyOperations(): GraphQLError {
  return new GraphQLError(
    `At most ${MOST_OPERATIONS} operations run at once on one socket: complete some, or subscribe to more in one.`,
    { extensions: { code: 'TOO_MANY_OPERATIONS', limit: MOST_OPERATIONS } },
  )
}

function closing(): GraphQLError {
  return new GraphQLError('This socket is being closed: open another one.', {
    extensions: { code: 'UNAVAILABLE' },
  })
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
  return origin === undefined || isAllowedOrigin(origins, origin) || URL.parse(origin)?.host === host
}

type Arguments = Parameters<ReturnType<Yoga['getEnveloped']>['execute']>[0]

/** What the client sent as an operation, checked by the same plugins as over HTTP; or why it is refused. */
async function prepare(
  { yoga, persisted, logger }: WebSocketDependencies,
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
    return [maskError(error, logger)]
  }
}

/** A plugin that refuses an operation, or fails, throws: that answers the client and does not end its socket. */
async function answering(args: Enveloped, how: 'execute' | 'subscribe', logger: Logger): Promise<never> {
  return await withinRequest(args.contextValue.requestId, async () => {
    try {
      return (await args.rootValue[how](args as never)) as never
    } catch (error) {
      return { errors: [maskError(error, logger)] } as never
    }
  })
}

function closeWhenRevoked(rights: RightsWatch, principal: Principal, socket: WebSocket): void {
  const reason = 'The key or token was revoked or has expired, or its rights changed'
  const unwatch = rights.watch(principal, () => socket.close(closeCode.forbidden, reason))
  socket.once('close', unwatch)
}
