/** A Graph call as its documents speak of it: /vNN.N/node/edge, parameters in the query or the body. */
import { isObject, type Json, type JsonObject, parseJson } from '../../json.ts'
import type { ApiCall } from '../../network.ts'

export interface GraphPath {
  node: string
  /** Null: the node itself. */
  edge: string | null
}

/** Null: no node, or more below it than Graph knows. The version may be left out, as with Graph itself. */
export function graphPath(call: ApiCall): GraphPath | null {
  const parts = call.path
    .split('/')
    .filter((part) => part !== '')
    .map((part) => safeDecode(part))
  if (/^v\d+\.\d+$/.test(parts[0] ?? '')) parts.shift()
  const [node, edge = null, ...more] = parts
  return node === undefined || more.length > 0 ? null : { node, edge }
}

/** All parameters: Graph takes them from the query and from the body, and objects as JSON in a form's field. */
export function parametersOf(call: ApiCall): JsonObject {
  const body = isObject(call.body) ? call.body : {}
  const all: JsonObject = { ...Object.fromEntries(call.query), ...body }
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, unpacked(value)]))
}

function unpacked(value: Json): Json {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
  return parseJson(value) ?? value
}

export function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** `fields=a,b,c{d}`; the names without what is asked below them. */
export function fieldsOf(call: ApiCall): string[] {
  const given = text(parametersOf(call).fields) ?? ''
  return given
    .replace(/[{(][^})]*[})]/g, '')
    .split(',')
    .map((field) => field.trim())
    .filter((field) => field !== '')
}

function safeDecode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
