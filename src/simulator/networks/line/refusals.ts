/** LINE's error answers: developers.line.biz/en/reference/messaging-api/#error-responses */
import { randomUUID } from 'node:crypto'
import { isObject, type Json, type JsonObject } from '../../json.ts'
import { type ApiAnswer, type ApiCall, Refused } from '../../network.ts'
import type { Path, Rule } from './rules.ts'

export function answer(status: number, body: Json, headers: Record<string, string> = {}): ApiAnswer {
  return { status, body, headers: { 'x-line-request-id': randomUUID(), ...headers } }
}

export function refused(status: number, message: string, headers: Record<string, string> = {}): Refused {
  return new Refused(answer(status, { message }, headers))
}

export const notFound = (): Refused => refused(404, 'Not found')

export function unauthorized(): Refused {
  return refused(
    401,
    'Authentication failed due to the following reason: invalid token. ' +
      'Confirm that the access token in the authorization header is valid.',
  )
}

const MAX_BODY = 2 * 1024 * 1024

/** The body as an object, or LINE's refusal of one that cannot be read. */
export function readBody(call: ApiCall): JsonObject {
  if (call.raw.length > MAX_BODY) throw refused(413, 'Payload Too Large')
  const type = call.headers['content-type'] ?? ''
  if (!type.startsWith('application/json')) throw refused(415, `The content type, ${type}, is not supported`)
  if (isObject(call.body)) return call.body
  throw refused(400, 'The request body could not be parsed as JSON (line: 1, column: 1)')
}

interface Finding {
  path: Path
  message: string
}

/** Refuses a body that breaks the rule, with all that is wrong in `details`. */
export function requireRule(body: JsonObject, rule: Rule): void {
  const findings: Finding[] = []
  rule(body, [], (path, message) => findings.push({ path, message }))
  if (findings.length === 0) return
  const [flexFault] = findings.filter(inFlex)
  throw new Refused(answer(400, flexFault ? flexError(findings, flexFault) : bodyError(findings)))
}

function bodyError(findings: Finding[]): Json {
  const details = findings.map(({ path, message }) => ({ message, property: dotted(path) }))
  return { message: `The request body has ${details.length} error(s)`, details }
}

function dotted(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '')
}

function inFlex({ path }: Finding): boolean {
  return path[0] === 'messages' && path[2] === 'contents'
}

/** What is wrong inside a flex message is told per message, by JSON pointers into it. */
function flexError(findings: Finding[], { path }: Finding): Json {
  const index = path[1] ?? 0
  const details = findings
    .filter((finding) => inFlex(finding) && finding.path[1] === index)
    .map((finding) => ({
      message: finding.message === 'May not be empty' ? 'must be specified' : finding.message,
      property: `/${finding.path.slice(3).join('/')}`,
    }))
  return { message: `A message (messages[${index}]) in the request body is invalid`, details }
}
