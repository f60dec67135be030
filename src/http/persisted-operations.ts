import { readFileSync } from 'node:fs'
import { usePersistedOperations } from '@graphql-yoga/plugin-persisted-operations'
import { GraphQLError, parse } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { z } from 'zod'

/** Operations that a frontend's build wrote down, by their SHA-256 or any other name it uses. */
export interface PersistedOperations {
  documents: ReadonlyMap<string, string>
  /** Nothing else is executed. */
  only: boolean
}

const file = z.record(z.string().min(1), z.string().min(1))

/** Reads `{ "<sha256>": "query ..." }`. Throws when the file or a document in it cannot be used. */
export function readPersistedOperations(path: string, only: boolean): PersistedOperations {
  const documents = new Map(Object.entries(file.parse(JSON.parse(readFileSync(path, 'utf8')))))
  for (const [id, document] of documents) {
    try {
      parse(document)
    } catch (cause) {
      throw new Error(`the persisted operation ${id} in ${path} is no GraphQL`, { cause })
    }
  }
  return { documents, only }
}

function refusal(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status: 400 } } })
}

const notListed = () =>
  refusal(
    'PERSISTED_OPERATION_NOT_FOUND',
    'No persisted operation has this id: publish it with the server, or send the query.',
  )
const onlyListed = () =>
  refusal(
    'PERSISTED_OPERATIONS_ONLY',
    'Only persisted operations are executed here: send extensions.persistedQuery with version 1 and the sha256Hash of one, and no query.',
  )
const neither = () =>
  refusal('BAD_REQUEST', 'Send a query, or the id of a persisted operation in extensions.persistedQuery.')

export function persistedOperationsPlugin({ documents, only }: PersistedOperations): Plugin {
  return usePersistedOperations({
    allowArbitraryOperations: !only,
    getPersistedOperation: (id) => documents.get(id) ?? null,
    customErrors: { notFound: notListed, keyNotFound: neither, persistedQueryOnly: onlyListed },
  }) as Plugin
}

/** The document of an operation that came over a WebSocket, whose messages pass no HTTP plugin. */
export function documentOf(
  operations: PersistedOperations | undefined,
  payload: { query?: string | null; extensions?: Record<string, unknown> | null | undefined },
): string {
  const query = payload.query ?? ''
  if (!operations) return query
  if (query !== '') {
    if (operations.only) throw onlyListed()
    return query
  }
  const asked = z
    .object({ persistedQuery: z.object({ version: z.literal(1), sha256Hash: z.string() }) })
    .safeParse(payload.extensions)
  if (!asked.success) throw neither()
  const document = operations.documents.get(asked.data.persistedQuery.sha256Hash)
  if (document === undefined) throw notListed()
  return document
}
