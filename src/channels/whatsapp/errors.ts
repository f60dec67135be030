/** What went wrong, by Meta's code and never by its words: …/whatsapp/support/error-codes, …/groups/error-codes */
import type { ChannelError, ErrorClass, NativeResponse } from '../outbound.ts'
import { type GraphError, graphError, readUsage } from '../shared/meta-graph.ts'
import { present } from '../shared/present.ts'
import { readRetryAfter } from '../shared/retry-after.ts'

const CODES: Readonly<Partial<Record<ErrorClass, readonly (number | string)[]>>> = {
  // 0: the app's user could not be told; 190: expired, revoked or of a former password; 102: no session.
  AUTH_EXPIRED: [0, 102, 190],
  PERMISSION: [
    // 33 and 100/33: the number of the account is gone, or not for this token. Nothing else is named in the path.
    ...[3, 10, 33, '100/33'],
    // Restricted for a breach of policy, locked, without a way to pay, without an approved name, not registered.
    ...[368, 131005, 131031, 131037, 131042, 131045, 133010],
  ],
  WINDOW_CLOSED: [131047],
  RECIPIENT_UNAVAILABLE: [
    // Not reachable, the sender itself, not on the list of a test number, in an experiment, in a country that the
    // account may not write to, opted out of marketing, has enough of it (for a day or more).
    ...[131026, 131021, 131030, 130472, 130497, 131050, 131049],
    // Groups: with nobody else in it, not there any more, suspended.
    ...[131020, 131041, 131207],
  ],
  INVALID_REQUEST: [
    ...[100, 131008, 131009, 131051, 131052, 131053, 131062, 131063, 131215, 137000],
    ...[132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132068],
  ],
  RATE_LIMITED: [4, 17, 32, 613, 130429, 131048, 131056, 131064, 132069, 133016],
  TRANSIENT: [1, 2, 131000, 131016, 131057, 135000],
}

const CLASSES: ReadonlyMap<number | string, ErrorClass> = new Map(
  Object.entries(CODES).flatMap(([name, codes]) => codes.map((code) => [code, name as ErrorClass])),
)

/** "Pair rate limit": too much to one person, and all others can be written to. */
const PAIR_RATE = 131056

/** "The message was sent" although an error came back: …/messenger-platform/error-codes */
const SENT_AFTER_ALL = '1/1357046'

/** The error of an answer that is no success. */
export function readError(response: NativeResponse): ChannelError {
  const error = graphError(response.body)
  return error ? ofGraph(error, response) : ofStatus(response)
}

function ofGraph(error: GraphError, response: NativeResponse): ChannelError {
  const { message, details } = error
  const code = error.subcode === undefined ? String(error.code) : `${error.code}/${error.subcode}`
  return {
    ...classified(classOf(error, code, response.status), error.code, response),
    code,
    message: [message, details].filter((text) => text).join(': ') || `error ${code}`,
    ...(code === SENT_AFTER_ALL && { mayBeAccepted: true }),
  }
}

function classOf({ code, isTransient }: GraphError, full: string, status: number): ErrorClass {
  const known = CLASSES.get(full) ?? CLASSES.get(code)
  if (known) return known
  // "API permission": the whole of these two hundreds.
  if (code >= 200 && code <= 299) return 'PERMISSION'
  // Budgets of the business use cases, each product with a code of its own: …/graph-api/overview/rate-limiting
  if (status === 429 || (code >= 80000 && code <= 80099)) return 'RATE_LIMITED'
  if (isTransient || status >= 500) return 'TRANSIENT'
  return status === 401 ? 'AUTH_EXPIRED' : 'INVALID_REQUEST'
}

/**
 * Something before WhatsApp answered, or WhatsApp in a way it never does: turned away, or perhaps taken. So is a
 * success that names no message.
 */
function ofStatus(response: NativeResponse): ChannelError {
  const { status } = response
  const name =
    status === 429 ? 'RATE_LIMITED' : status >= 400 && status < 500 ? 'INVALID_REQUEST' : 'TRANSIENT'
  return {
    ...classified(name, null, response),
    code: String(status),
    message: `status ${status} without an error or a message id`,
    ...(name === 'TRANSIENT' && { mayBeAccepted: true }),
  }
}

function classified(name: ErrorClass, code: number | null, response: NativeResponse) {
  if (name !== 'RATE_LIMITED') return { class: name }
  // Asks for 4^n seconds, growing with each try: nothing an answer could say.
  if (code === PAIR_RATE) return { class: name, scope: 'RECIPIENT' as const }
  return { class: name, scope: 'ACCOUNT' as const, ...present({ retryAfterMs: retryAfterMs(response) }) }
}

function retryAfterMs(response: NativeResponse): number | undefined {
  return readRetryAfter(response.headers) ?? readUsage(response)?.regainMs
}
