import { GraphQLError } from 'graphql'

export type GraphErrorCode =
  | 'BAD_CURSOR'
  | 'NOT_FOUND'
  | 'PAGE_SIZE_INVALID'
  | 'PROJECT_REQUIRED'
  | 'RANGE_INVALID'
  | 'RANGE_TOO_LARGE'

/** An error that tells the caller what to do: it goes out as it is. */
export function graphError(code: GraphErrorCode, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } })
}
