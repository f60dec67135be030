/** Requests of the Cloud API against Meta's OpenAPI description of it, version 23. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { Checker } from '../checker.ts'
import { complaints, jsonSchema, type Schema } from './json-schema.ts'
import { metaChecker } from './meta.ts'
import { checkOutside, type OpenApi, operationsOf, pathOf, patternOf } from './openapi.ts'
import { PATCHES, type Schemas } from './whatsapp-patches.ts'

export function whatsappChecker(path: string): Checker {
  const description = parse(readFileSync(path, 'utf8')) as OpenApi
  const { schemas } = description.components
  for (const [, patch] of PATCHES) patch(schemas)
  const ajv = jsonSchema({
    $id: 'whatsapp',
    components: { schemas: closed(whole(schemas)) as unknown as Schema },
  })
  const bodies = {
    message: ajv.getSchema('whatsapp#/components/schemas/Message'),
    read: ajv.getSchema('whatsapp#/components/schemas/MarkMessageRequestPayload'),
  }
  const paths = Object.fromEntries(
    Object.entries(description.paths).filter(([pattern]) => NODES.test(pattern)),
  )
  const own = metaChecker('whatsapp')
  return (request) => {
    const operations = operationsOf({ ...description, paths }, request, 'https://graph.facebook.com')
    const [operation] = operations
    if (!operation || request.host !== 'api') return [`there is no ${request.method} ${request.path}`]
    if (HARDLY_DESCRIBED.test(pathOf(request.path))) return own(request)
    const { body } = request
    const outside = fewest(operations.map((one) => checkOutside(one, request)))
    if (request.files) return [...outside, 'this takes no files']
    if (!operation.requestBody) return body === undefined ? outside : [...outside, 'this takes no body']
    if (!patternOf('/{Version}/{Phone-Number-ID}/messages').test(request.path))
      return [`${request.path} has no schema here`]
    const isRead = typeof body === 'object' && body !== null && 'status' in body
    return [...outside, ...complaints(isRead ? bodies.read : bodies.message, body, 'body')]
  }
}

/** Phone numbers, files, and the templates of business accounts. */
const NODES = /\{(Phone-Number-ID|Media-ID)\}|\/message_templates$/

/** Of these it has examples rather than rules: `test/schemas/whatsapp.json` says why and what instead. */
const HARDLY_DESCRIBED = /\/(media|message_templates)$/

function fewest(complaints: string[][]): string[] {
  return complaints.toSorted((a, b) => a.length - b.length)[0] ?? []
}

/** A message and its envelope both forbid the other's members in the description: here they are one object. */
function whole(schemas: Schemas): Schemas {
  const { BaseMessageProperties: base = {} } = schemas
  const flat = Object.entries(schemas).map(([name, schema]) => {
    const own = schema.allOf?.find(({ $ref }) => !$ref)
    if (!own || !schema.allOf?.some(({ $ref }) => $ref?.endsWith('/BaseMessageProperties')))
      return [name, schema]
    const required = [...(base.required ?? []), ...(own.required ?? [])]
    return [name, { ...base, required, properties: { ...base.properties, ...own.properties } }]
  })
  return Object.fromEntries(flat)
}

/** No members but those that are described, wherever some are. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      PARTIAL.has(key) ? one : closed(key === 'discriminator' ? unmapped(one) : one),
    ]),
  )
  const isObject =
    'properties' in value &&
    !('additionalProperties' in value) &&
    !('allOf' in value && 'discriminator' in value)
  return isObject ? { ...members, additionalProperties: false } : members
}

/** The validator finds the schema of a kind by itself. */
function unmapped({ propertyName }: { propertyName: string }) {
  return { propertyName }
}

/** Below these stands what only adds to an object that is described elsewhere. */
const PARTIAL = new Set(['example', 'examples', 'enum', 'required'])
