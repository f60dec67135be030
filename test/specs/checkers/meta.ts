/** Requests of Messenger and Instagram against schemas of our own, which stand in `test/schemas`. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NativeRequest } from '../../../src/channels/outbound.ts'
import type { Checker } from '../checker.ts'
import { complaints, jsonSchema, type Schema } from './json-schema.ts'
import { pathOf, patternOf, queryOf } from './openapi.ts'

interface Operations extends Schema {
  $id: string
  /** Method and path, with the schemas of what else the request has. */
  operations: Record<string, { body?: Schema; query?: Schema }>
}

export function metaChecker(name: 'messenger' | 'instagram'): Checker {
  const file = join(import.meta.dirname, `../../schemas/${name}.json`)
  const schema = JSON.parse(readFileSync(file, 'utf8')) as Operations
  const ajv = jsonSchema(schema)
  return (request) => {
    const operation = operationOf(schema, request)
    if (request.host !== 'api' || request.headers || !operation)
      return [`there is no ${request.method} ${request.path}`]
    return [
      ...part(operation, 'body', request.body),
      ...part(operation, 'query', request.path.includes('?') ? queryOf(request.path) : undefined),
    ]
  }

  function part(
    [key, described]: [string, Operations['operations'][string]],
    which: 'body' | 'query',
    value: unknown,
  ) {
    if (!described[which]) return value === undefined ? [] : [`this takes no ${which}`]
    if (value === undefined) return [`the ${which} is missing`]
    // As a pointer, in which a slash is written otherwise.
    const pointer = encodeURIComponent(key.replaceAll('/', '~1'))
    return complaints(ajv.getSchema(`${schema.$id}#/operations/${pointer}/${which}`), value, which)
  }
}

/** The longest path wins: a node is also what its edges begin with. */
function operationOf({ operations }: Operations, { method, path }: NativeRequest) {
  return Object.entries(operations).find(([key]) => {
    const [verb, pattern = ''] = key.split(' ')
    return verb === method && patternOf(pattern).test(pathOf(path)) && /^\/v\d+\.0\//.test(path)
  })
}
