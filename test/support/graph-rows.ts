import { type ExecutionResult, execute, parse, subscribe } from 'graphql'
import pg from 'pg'
import { permissionsOf, withinProject } from '../../src/domain/access/permissions.ts'
import type { Changes } from '../../src/domain/changes/change.ts'
import { FileLinks } from '../../src/domain/media/file-links.ts'
import type { NetworkCaller } from '../../src/domain/outbound/call-network.ts'
import { systemClock } from '../../src/infra/clock.ts'
import { Database, type Statement } from '../../src/infra/database.ts'
import { createLogger } from '../../src/infra/logger.ts'
import { newId } from '../../src/infra/uuid.ts'
import type { JobPayload } from '../../src/jobs/catalog.ts'
import type { Queue } from '../../src/jobs/queue.ts'
import { createLoaders } from '../../src/schema/context.ts'
import { type GraphQLContext, schema } from '../../src/schema/index.ts'
import { createTestDatabase } from './database.ts'
import { testVault } from './test-app.ts'

/** Rows written as the owner of the tables, and the graph executed over them without a server. */
export type Columns = Record<string, unknown>

export interface Tenant {
  organizationId: string
  projectId: string
}

export type Answer = ExecutionResult<Record<string, never>>

/** These rows are read; what sends is tested with a whole Parley. */
const network: NetworkCaller = {
  call: () => {
    throw new Error('this test calls no network')
  },
}

const noChanges: Changes = {
  position: async () => 7,
  live: () => {
    throw new Error('this test follows no changes')
  },
  after: () => {
    throw new Error('this test follows no changes')
  },
}

export async function startGraph() {
  const { url, drop } = await createTestDatabase()
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  const database = new Database({ url, pgbouncer: false, logger: createLogger('silent'), maxConnections: 4 })
  const vault = testVault()
  const statements: Statement[] = []
  const tenant = database.tenant.bind(database)
  database.tenant = async (projectId, statement) => {
    statements.push(statement)
    return await tenant(projectId, statement)
  }
  const queued: JobPayload<'apply-inbound'>[] = []
  const queue = {
    insert: async (_name: string, payloads: JobPayload<'apply-inbound'>[]) => void queued.push(...payloads),
  } as unknown as Queue

  /** Inserts a row and returns its id, made here when it is not given. */
  const insert = async (table: string, columns: Columns): Promise<string> => {
    const row: Columns = { id: newId(), ...columns }
    if (['reactions', 'message_refs', 'inbound_keys'].includes(table)) delete row.id
    const names = Object.keys(row)
    const places = names.map((_name, n) => `$${n + 1}`)
    await owner.query(
      `INSERT INTO ${table} (${names.join(', ')}) VALUES (${places.join(', ')})`,
      Object.values(row),
    )
    return row.id as string
  }

  const contextOf = (
    { projectId, organizationId }: Tenant,
    changes: Changes = noChanges,
  ): GraphQLContext => ({
    principal: {
      kind: 'API_KEY',
      id: KEY_ID,
      name: 'Test',
      prefix: 'pk_test',
      projectId,
      organizationId,
      scopes: ['*'],
      roles: ['OWNER'],
      permissions: withinProject(permissionsOf(['OWNER'])),
      organizationPermissions: new Set(),
      projects: [],
      power: '',
      expiresAt: null,
      identities: [],
    },
    requestId: 'request',
    database,
    vault,
    queue,
    sending: { database, vault, queue, network } as unknown as GraphQLContext['sending'],
    changes,
    links: new FileLinks(vault, 86_400, systemClock),
    publicUrl: 'https://hub.example.com',
    loaders: createLoaders({ database, vault, network, projectId }),
  })

  return {
    owner,
    database,
    vault,
    statements,
    queued,
    insert,
    newTenant: async (slug: string, columns: Columns = {}): Promise<Tenant> => {
      const organizationId = await insert('organizations', { name: slug, slug })
      const named = {
        organization_id: organizationId,
        name: slug,
        slug,
        time_zone: 'Asia/Bangkok',
        ...columns,
      }
      return { organizationId, projectId: await insert('projects', named) }
    },
    ask: async (tenantOf: Tenant, query: string, variables: Columns = {}): Promise<Answer> =>
      (await execute({
        schema,
        document: parse(query),
        variableValues: variables,
        contextValue: contextOf(tenantOf),
      })) as Answer,
    follow: async (tenantOf: Tenant, changes: Changes, query: string, variables: Columns = {}) =>
      await subscribe({
        schema,
        document: parse(query),
        variableValues: variables,
        contextValue: contextOf(tenantOf, changes),
      }),
    stop: async () => {
      await owner.end()
      await database.close()
      await drop()
    },
  }
}

export const KEY_ID = '019b0000-0000-7000-8000-00000000000f'

export type Graph = Awaited<ReturnType<typeof startGraph>>

export const codeOf = (answer: { errors?: readonly { extensions: Record<string, unknown> }[] }) =>
  answer.errors?.[0]?.extensions.code

/** A thread with messages, and everything they hang on. */
export function makeWriter(graph: Graph, { organizationId, projectId }: Tenant) {
  let n = 0
  const of = (columns: Columns) => ({ project_id: projectId, ...columns })
  return {
    platform: (columns: Columns = {}) => {
      n += 1
      const named = {
        organization_id: organizationId,
        type: 'TELEGRAM',
        name: `Bot ${n}`,
        slug: `bot-${n}-${projectId}`,
      }
      return graph.insert(
        'platforms',
        of({ ...named, external_id: `${projectId}-${n}`, connection_status: 'CONNECTED', ...columns }),
      )
    },
    customer: (name: string) => graph.insert('customers', of({ name })),
    conversation: (platformId: string, columns: Columns = {}) => {
      n += 1
      return graph.insert(
        'conversations',
        of({ platform_id: platformId, external_id: `thread-${n}`, ...columns }),
      )
    },
    message: (platformId: string, conversationId: string, sequence: number, columns: Columns = {}) =>
      graph.insert(
        'messages',
        of({
          platform_id: platformId,
          conversation_id: conversationId,
          sequence,
          ordered_at: new Date('2026-11-21T08:00:00Z'),
          created_at: new Date('2026-11-21T08:00:01Z'),
          direction: 'INBOUND',
          type: 'TEXT',
          content: `message ${sequence}`,
          sender_type: 'CUSTOMER',
          sender_name: 'Ann',
          delivery_status: 'RECEIVED',
          ...columns,
        }),
      ),
    event: (platformId: string, columns: Columns = {}) => {
      n += 1
      return graph.insert(
        'inbound_events',
        of({
          platform_id: platformId,
          dedupe_key: `key-${n}`,
          status: 'PROCESSED',
          result: 'APPLIED',
          kind: 'message',
          body_sha256: Buffer.alloc(32, 7),
          received_at: new Date(),
          ...columns,
        }),
      )
    },
    row: (table: string, columns: Columns) => graph.insert(table, of(columns)),
  }
}
