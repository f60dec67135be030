import type * as z from 'zod'
import type { Noted, Unknown } from '../inbound.ts'

export function unknown(at: Date | null, reason: string): Unknown {
  return { kind: 'unknown', at, reason }
}

export function noted(at: Date | null, subject: string): Noted {
  return { kind: 'noted', at, subject }
}

/** A value of the payload as a reason may quote it. */
export function quote(value: unknown): string {
  return JSON.stringify(typeof value === 'string' ? value.slice(0, 60) : typeof value)
}

/** Where the payload differs from what is documented, in one line. */
export function whyNot(part: string, error: z.ZodError): string {
  const [issue] = error.issues
  return `${[part, ...(issue?.path ?? [])].join('.')}: ${issue?.message ?? 'unreadable'}`
}
