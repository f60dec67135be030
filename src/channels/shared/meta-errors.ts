/**
 * What errors of Graph mean, by their codes and never by their words: …/graph-api/guides/error-handling,
 * …/messenger-platform/error-codes, …/graph-api/overview/rate-limiting#error-codes
 */
import type { ChannelError, ErrorClass, NativeResponse } from '../outbound.ts'
import { type GraphError, graphError, readUsage } from './meta-graph.ts'
import { readRetryAfter } from './retry-after.ts'

/** Subcodes say more than the code they come with, and one means the same whatever the code. */
export type Subcodes = ReadonlyMap<number, ErrorClass>

const SUBCODES: Subcodes = new Map([
  // The person is not available: comes with 200 and with 551.
  [1545041, 'RECIPIENT_UNAVAILABLE'],
  // The message that was answered is gone.
  [9000001, 'RECIPIENT_UNAVAILABLE'],
  // Restricted for what the account did.
  [1893063, 'PERMISSION'],
])

const CODES: ReadonlyMap<number, ErrorClass> = new Map([
  [190, 'AUTH_EXPIRED'],
  [102, 'AUTH_EXPIRED'],
  [3, 'PERMISSION'],
  [10, 'PERMISSION'],
  // Blocked for a breach of policy.
  [368, 'PERMISSION'],
  [2022, 'PERMISSION'],
  // The page's own settings: no messages.
  [10904, 'PERMISSION'],
  [36103, 'PERMISSION'],
  [551, 'RECIPIENT_UNAVAILABLE'],
  // Of all permissions, this one is the recipient's to give.
  [230, 'RECIPIENT_UNAVAILABLE'],
  // Of the comment that was to be answered, and not of its author: answered already, or not to be answered.
  [10900, 'INVALID_REQUEST'],
  [10903, 'INVALID_REQUEST'],
  [9000001, 'RECIPIENT_UNAVAILABLE'],
  [100, 'INVALID_REQUEST'],
  [4, 'RATE_LIMITED'],
  [9, 'RATE_LIMITED'],
  [17, 'RATE_LIMITED'],
  [32, 'RATE_LIMITED'],
  [341, 'RATE_LIMITED'],
  [613, 'RATE_LIMITED'],
  [1, 'TRANSIENT'],
  [2, 'TRANSIENT'],
])

/** "The messages are all sent successfully, but the endpoint returns an error": …/messenger-platform/error-codes */
const SENT_ALL_THE_SAME = 1357046
/** Too much to one person: …/messenger-platform/error-codes */
const BOTHERS_ONE_PERSON = 2018338

/** Why an answer is no success. */
export function readFailure(response: NativeResponse, subcodes: Subcodes): ChannelError {
  const error = graphError(response.body)
  if (error === null) return withoutGraph(response)
  const { code, subcode, message } = error
  const failure: ChannelError = {
    class: classOf(error, subcodes, response.status),
    code: subcode === undefined ? String(code) : `${code}/${subcode}`,
    message,
    ...(subcode === SENT_ALL_THE_SAME && { mayBeAccepted: true }),
  }
  if (failure.class !== 'RATE_LIMITED') return failure
  return { ...failure, ...wait(response), scope: subcode === BOTHERS_ONE_PERSON ? 'RECIPIENT' : 'ACCOUNT' }
}

function classOf({ code, subcode = 0, isTransient }: GraphError, own: Subcodes, status: number): ErrorClass {
  const known = own.get(subcode) ?? SUBCODES.get(subcode) ?? CODES.get(code)
  if (known !== undefined) return known
  if (code >= 200 && code <= 299) return 'PERMISSION'
  // Budgets of the business use cases, each product with a code of its own.
  if (status === 429 || (code >= 80000 && code <= 80099)) return 'RATE_LIMITED'
  return isTransient || status >= 500 ? 'TRANSIENT' : 'INVALID_REQUEST'
}

/** Something before Graph answered, or Graph's answer was lost on the way: then nobody knows what became of it. */
function withoutGraph(response: NativeResponse): ChannelError {
  const { status } = response
  const failure = { code: String(status), message: `HTTP ${status} without an answer of Graph` }
  if (status === 429) return { ...failure, class: 'RATE_LIMITED', scope: 'ACCOUNT', ...wait(response) }
  if (status >= 400 && status < 500) return { ...failure, class: 'INVALID_REQUEST' }
  return { ...failure, class: 'TRANSIENT', mayBeAccepted: true }
}

/** Said by the header of HTTP, or by Meta's own. */
function wait(response: NativeResponse): { retryAfterMs?: number } {
  const told = readRetryAfter(response.headers)
  const retryAfterMs = told ?? readUsage(response)?.regainMs
  return retryAfterMs === undefined ? {} : { retryAfterMs }
}
