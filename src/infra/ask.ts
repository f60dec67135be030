import type { ClientBase, QueryConfig, QueryResult, QueryResultRow } from 'pg'

/**
 * Asks by callback, and makes the promise here. pg's own promise assigns a function literal to a property of each
 * query, and such a literal V8 makes in the old generation ("we pretenure the literal so it can be added as a
 * constant function property", src/parsing/parser.h): it would keep the query with all its rows until the next full
 * collection, and make those frequent.
 */
export async function ask<T extends QueryResultRow>(
  client: ClientBase,
  statement: QueryConfig,
): Promise<QueryResult<T>> {
  try {
    return await new Promise<QueryResult<T>>((resolve, reject) => {
      void client.query<T>(statement, (error, result) => (error ? reject(error) : resolve(result)))
    })
  } catch (error) {
    // Instead of the socket's, who asked.
    if (error instanceof Error) Error.captureStackTrace(error)
    throw error
  }
}
