import type { IncomingMessage, ServerResponse } from 'node:http'

export interface CorsRules {
  origins: readonly string[]
  methods: string
  /** Headers that a page may send. */
  allow: string
  /** Headers of the answer that a page may read. */
  expose: string
}

const PREFLIGHT_SECONDS = 600

/** Whether pages of an origin may call: those that are named, or all by `*`. */
export function isAllowedOrigin(origins: readonly string[], origin: string): boolean {
  return origins.includes(origin) || origins.includes('*')
}

/** Says which pages may call: those of the graph's origins, with a key and never with cookies. */
export function allowOrigin(request: IncomingMessage, response: ServerResponse, rules: CorsRules): void {
  const { origin } = request.headers
  response.setHeader('vary', 'Origin')
  if (origin === undefined || !isAllowedOrigin(rules.origins, origin)) return
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('access-control-expose-headers', rules.expose)
}

/** Answers OPTIONS, a browser's question before a call included. */
export function answerOptions(request: IncomingMessage, response: ServerResponse, rules: CorsRules): void {
  if (
    request.headers['access-control-request-method'] !== undefined &&
    response.hasHeader('access-control-allow-origin')
  ) {
    response.setHeader('access-control-allow-methods', rules.methods)
    response.setHeader('access-control-allow-headers', rules.allow)
    response.setHeader('access-control-max-age', String(PREFLIGHT_SECONDS))
  }
  response.writeHead(204, { allow: rules.methods, 'content-length': 0 }).end()
}
