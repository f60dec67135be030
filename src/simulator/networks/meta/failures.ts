/** Failures that a fault rule or a rate asks for, as Messenger and Instagram word them. */
import type { ApiAnswer, Failure } from '../../network.ts'
import { graphError } from './errors.ts'
import { expiredToken } from './tokens.ts'

export function graphFailure(
  { kind, scope, retryAfter }: Failure,
  perAccount: { code: number; subcode?: number },
): ApiAnswer {
  if (kind === 'expiredToken') return graphError(expiredToken)
  // As a CDN says it whose signature has run out: no error of Graph.
  if (kind === 'gone')
    return {
      status: 403,
      headers: { 'content-type': 'text/plain' },
      body: Buffer.from('URL signature expired'),
    }
  if (kind === 'error500') {
    return graphError({
      status: 500,
      code: 2,
      isTransient: true,
      message: 'An unexpected error has occurred. Please retry your request later.',
    })
  }
  const code = scope === 'recipient' ? { code: 613 } : perAccount
  return graphError({
    status: 429,
    ...code,
    message: `(#${code.code}) Calls to this api have exceeded the rate limit.`,
    headers: usageHeader(retryAfter),
  })
}

/** Meta has no Retry-After: a header says how much is used up, and for how many minutes that lasts. */
export function usageHeader(retryAfter: number | null | undefined): Record<string, string> {
  if (retryAfter === null) return {}
  const minutes = Math.max(1, Math.ceil((retryAfter ?? 60) / 60))
  const usage = { type: 'messenger', call_count: 100, total_cputime: 20, total_time: 30 }
  return {
    'x-business-use-case-usage': JSON.stringify({
      '1': [{ ...usage, estimated_time_to_regain_access: minutes }],
    }),
  }
}
