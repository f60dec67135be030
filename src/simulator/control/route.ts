/** The pieces of the control API: routes that say what they do, and errors that say what to do. */
import type { z } from 'zod'
import type { Json } from '../json.ts'
import type { Simulation } from '../simulation.ts'

export class ControlError extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export interface Asked<Input> {
  simulation: Simulation
  /** From the path, decoded. */
  params: Record<string, string>
  query: URLSearchParams
  input: Input
}

export interface Route {
  method: 'GET' | 'POST' | 'DELETE'
  /** Such as `/sim/accounts/:type/:id`. */
  path: string
  says: string
  /** An example of the body. */
  body?: Json
  /** The body is a file, and no JSON. */
  takesFile?: true
  /** Checks the body and does it; `unknown`, as answers go out as JSON. */
  handle(asked: Asked<unknown>): unknown
}

/** A route that takes a body. */
export function post<Input>(
  path: string,
  says: string,
  body: Json,
  schema: z.ZodType<Input>,
  handle: (asked: Asked<Input>) => unknown,
): Route {
  return {
    method: 'POST',
    path,
    says,
    body,
    handle: (asked) => handle({ ...asked, input: check(schema, asked.input) }),
  }
}

export interface GivenFile {
  mimeType: string
  bytes: Buffer
}

/** A route that takes a file as it is. */
export function upload(path: string, says: string, handle: (asked: Asked<GivenFile>) => unknown): Route {
  return {
    method: 'POST',
    path,
    says,
    takesFile: true,
    // Read as one by whoever found this route.
    handle: (asked) => handle({ ...asked, input: asked.input as GivenFile }),
  }
}

export function get(path: string, says: string, handle: (asked: Asked<unknown>) => unknown): Route {
  return { method: 'GET', path, says, handle }
}

export function remove(path: string, says: string, handle: (asked: Asked<unknown>) => unknown): Route {
  return { method: 'DELETE', path, says, handle }
}

function check<Input>(schema: z.ZodType<Input>, input: unknown): Input {
  const result = schema.safeParse(input ?? {})
  if (result.success) return result.data
  const reasons = result.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`)
  throw new ControlError(400, 'INVALID_INPUT', reasons.join('; '))
}
