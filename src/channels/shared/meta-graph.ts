/**
 * What every Graph API of Meta has in common: its version, how a call is authorised, what its headers tell of the
 * budget and how its errors look. …/graph-api/overview/rate-limiting, …/graph-api/guides/error-handling
 */
import type { Json } from '../inbound.ts'
import type { NativeRequest, NativeResponse, UsageReport } from '../outbound.ts'
import { isObject, type JsonObject } from './json.ts'
import { present } from './present.ts'

/** Of 29 July 2026; Meta keeps a version for two years. */
export const GRAPH_VERSION = 'v26.0'

/** The path of a node or an edge: ids come from the network and are not trusted to be plain. */
export function graphPath(id: string, edge?: string): string {
  const node = `/${GRAPH_VERSION}/${encodeURIComponent(id)}`
  return edge === undefined ? node : `${node}/${edge}`
}

/** In the header and not in the query: addresses end up in logs. */
export function authorizeGraph(request: NativeRequest, token: string): NativeRequest {
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } }
}

export interface GraphError {
  code: number
  subcode?: number
  message: string
  /** What Meta adds in `error_data.details`: the Cloud API says there what is wrong. */
  details?: string
  isTransient: boolean
}

/** Null where the body is no error of Graph: something before it answered. */
export function graphError(body: Json): GraphError | null {
  const error = isObject(body) ? body.error : null
  if (!isObject(error) || typeof error.code !== 'number') return null
  const { code, error_subcode, message, error_data, is_transient } = error
  return {
    code,
    message: typeof message === 'string' ? withoutSecrets(message) : '',
    isTransient: is_transient === true,
    ...present({
      // Written as 0 where there is none.
      subcode: typeof error_subcode === 'number' && error_subcode !== 0 ? error_subcode : undefined,
      details: isObject(error_data) ? text(error_data.details) : undefined,
    }),
  }
}

const USAGE_HEADERS = ['x-app-usage', 'x-page-usage']
const SHARES = ['call_count', 'total_time', 'total_cputime']

/** The fullest of all budgets that the answer names: reaching the end of any of them stops the calls. */
export function readUsage(response: NativeResponse): UsageReport | null {
  const own = USAGE_HEADERS.map((name) => headerObject(response, name)).filter(isObject)
  const usages = [...own, ...businessUsages(response)]
  if (usages.length === 0) return null
  const percent = Math.max(...usages.flatMap((usage) => SHARES.map((share) => amount(usage[share]))))
  const minutes = Math.max(...usages.map((usage) => amount(usage.estimated_time_to_regain_access)))
  return { percent, ...(minutes > 0 && { regainMs: minutes * 60_000 }) }
}

/** A list of budgets for each business object, by the object's id. */
function businessUsages(response: NativeResponse): JsonObject[] {
  const objects = headerObject(response, 'x-business-use-case-usage')
  if (objects === null) return []
  return Object.values(objects)
    .flatMap((budgets) => (Array.isArray(budgets) ? budgets : []))
    .filter(isObject)
}

function headerObject(response: NativeResponse, name: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(response.headers[name] ?? '')
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

function amount(value: Json | undefined): number {
  const number = Number(value ?? 0)
  return Number.isFinite(number) && number > 0 ? number : 0
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? withoutSecrets(value) : undefined
}

/** "Malformed access token …" repeats the token: nothing else in an error is that long without a break. */
function withoutSecrets(message: string): string {
  return message.replace(/[\w|.%-]{32,}/g, '…')
}
