import { expect } from 'vitest'
import { type Columns, type Graph, KEY_ID, makeWriter, startGraph, type Tenant } from './graph-rows.ts'

export interface Connection<T> {
  edges: { cursor: string; node: T }[]
  pageInfo: {
    hasNextPage: boolean
    hasPreviousPage: boolean
    startCursor: string | null
    endCursor: string | null
  }
}

export const PAGE_INFO = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }'

/** A minute of one morning. */
export const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 8, minute))

type Writer = ReturnType<typeof makeWriter>

/** Two tenants of a graph, who write rows, and read them without an error. */
export interface GraphReader {
  graph: Graph
  ours: Tenant
  theirs: Tenant
  write: Writer
  writeTheirs: Writer
  /** As ours, unless it is said. */
  read<T>(query: string, variables?: Columns, tenant?: Tenant): Promise<T>
}

export async function startReader(): Promise<GraphReader> {
  const graph = await startGraph()
  const ours = await graph.newTenant('ours')
  const theirs = await graph.newTenant('theirs')
  await graph.insert('api_keys', {
    id: KEY_ID,
    project_id: ours.projectId,
    name: 'Test',
    prefix: 'pk_test',
    hash: Buffer.alloc(32),
    role: 'OWNER',
    scopes: ['*'],
  })
  return {
    graph,
    ours,
    theirs,
    write: makeWriter(graph, ours),
    writeTheirs: makeWriter(graph, theirs),
    read: async <T>(query: string, variables: Columns = {}, tenant = ours) => {
      const answer = await graph.ask(tenant, query, variables)
      expect(answer.errors).toBeUndefined()
      return answer.data as T
    },
  }
}
