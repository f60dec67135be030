import type { NativeResponse } from '../outbound.ts'

/**
 * How long an answer's `Retry-After` asks to wait, milliseconds: seconds, or a date, which is compared with the
 * sender's own clock. RFC 9110, section 10.2.3.
 */
export function readRetryAfter(headers: NativeResponse['headers']): number | undefined {
  const value = headers['retry-after']?.trim()
  if (value === undefined || value === '') return undefined
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000
  const now = Date.parse(headers.date ?? '')
  const milliseconds = Date.parse(value) - (Number.isNaN(now) ? Date.now() : now)
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds)
}
