/** Answers of the Bot API: core.telegram.org/bots/api#making-requests */
import type { Json } from '../../json.ts'
import { type ApiAnswer, Refused } from '../../network.ts'

export function ok(result: Json, description?: string): { answer: ApiAnswer } {
  return {
    answer: { status: 200, body: { ok: true, result, ...(description !== undefined && { description }) } },
  }
}

export function failed(status: number, description: string): ApiAnswer {
  return { status, body: { ok: false, error_code: status, description } }
}

/** core.telegram.org/bots/api#responseparameters; without seconds where a fault rule wants it so. */
export function tooMany(retryAfter: number | null): ApiAnswer {
  if (retryAfter === null) return failed(429, 'Too Many Requests')
  return {
    status: 429,
    headers: { 'retry-after': String(retryAfter) },
    body: {
      ok: false,
      error_code: 429,
      description: `Too Many Requests: retry after ${retryAfter}`,
      parameters: { retry_after: retryAfter },
    },
  }
}

export const bad = (why: string): Refused => new Refused(failed(400, `Bad Request: ${why}`))
export const forbidden = (why: string): Refused => new Refused(failed(403, `Forbidden: ${why}`))
export const unauthorized = (): Refused => new Refused(failed(401, 'Unauthorized'))
export const notFound = (): ApiAnswer => failed(404, 'Not Found')
export const unknownMethod = (): ApiAnswer => failed(404, 'Not Found: method not found')
