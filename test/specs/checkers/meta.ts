/** Requests of Meta's networks against schemas of our own, which stand in `test/schemas`. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NativeRequest } from '../../../src/channels/outbound.ts'
import type { Checker } from '../checker.ts'
import { complaints, jsonSchema, type Schema } from './json-schema.ts'
import { pathOf, patternOf, queryOf } from './openapi.ts'

interface Operations extends Schema {
  $id: string
  /** Method and path, with the schemas of what else the request has. */
  operations: Record<string, Partial<Record<Part, Schema>>>
}

/** A form has the members of the body, and its files by what is told of them. */
type Part = 'body' | 'query' | 'form'

export function metaChecker(name: 'messenger' | 'instagram' | 'whatsapp'): Checker {
  const schema = read(name) as Operations
  const ajv = jsonSchema(schema, read('message-templates'))
  return (request) => {
    const operation = operationOf(schema, request)
    if (request.host !== 'api' || request.headers || !operation)
      return [`there is no ${request.method} ${request.path}`]
    return [
      ...part(operation, 'body', request.files ? undefined : request.body),
      ...part(operation, 'form', request.files && formOf(request)),
      ...part(operation, 'query', request.path.includes('?') ? queryOf(request.path) : undefined),
    ]
  }

  function part([key, described]: [string, Operations['operations'][string]], which: Part, value: unknown) {
    if (!described[which]) return value === undefined ? [] : [`this takes no ${which}`]
    if (value === undefined) return [`the ${which} is missing`]
    // As a pointer, in which a slash is written otherwise.
    const pointer = encodeURIComponent(key.replaceAll('/', '~1'))
    return complaints(ajv.getSchema(`${schema.$id}#/operations/${pointer}/${which}`), value, which)
  }
}

function read(name: string): Schema {
  return JSON.parse(readFileSync(join(import.meta.dirname, `../../schemas/${name}.json`), 'utf8'))
}

function formOf({ body, files = [] }: NativeRequest): object {
  const told = files.map(({ field, fileName, file: { mimeType, size } }) => [
    field,
    { mimeType, size, fileName },
  ])
  return { ...(body as object), ...Object.fromEntries(told) }
}

/** The longest path wins: a node is also what its edges begin with. */
function operationOf({ operations }: Operations, { method, path }: NativeRequest) {
  return Object.entries(operations).find(([key]) => {
    const [verb, pattern = ''] = key.split(' ')
    return verb === method && patternOf(pattern).test(pathOf(path)) && /^\/v\d+\.0\//.test(path)
  })
}
