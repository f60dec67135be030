/** Requests of the Messaging API against LINE's OpenAPI description. */
import { readFileSync } from 'node:fs'
import type { Ajv } from 'ajv'
import { parse } from 'yaml'
import type { NativeRequest } from '../../../src/channels/outbound.ts'
import type { Checker } from '../checker.ts'
import { complaints, jsonSchema, type Schema } from './json-schema.ts'
import { checkOutside, type OpenApi, type Operation, operationsOf } from './openapi.ts'

const HOSTS: Readonly<Record<string, string>> = {
  api: 'https://api.line.me',
  data: 'https://api-data.line.me',
}

/**
 * What the description leaves to the reference, developers.line.biz/en/reference/messaging-api: members that are
 * required, and limits. Lengths are counted in UTF-16 units, and those of labels in what people see as
 * characters: …/docs/messaging-api/text-character-count
 */
const ADDED: Readonly<Record<string, Schema>> = {
  TextMessage: { properties: { text: { minLength: 1, maxUnits: 5000 } } },
  FlexMessage: { properties: { altText: { minLength: 1, maxUnits: 1500 } } },
  TemplateMessage: { properties: { altText: { minLength: 1, maxUnits: 1500 } } },
  LocationMessage: {
    properties: {
      title: { minLength: 1, maxUnits: 100 },
      address: { minLength: 1, maxUnits: 100 },
      latitude: { minimum: -90, maximum: 90 },
      longitude: { minimum: -180, maximum: 180 },
    },
  },
  ImageMessage: { properties: { originalContentUrl: mediaUrl(), previewImageUrl: mediaUrl() } },
  VideoMessage: { properties: { originalContentUrl: mediaUrl(), previewImageUrl: mediaUrl() } },
  AudioMessage: { properties: { originalContentUrl: mediaUrl(), duration: { minimum: 1 } } },
  StickerMessage: {
    properties: { packageId: { pattern: '^\\d{1,20}$' }, stickerId: { pattern: '^\\d{1,20}$' } },
  },
  ButtonsTemplate: {
    properties: {
      text: { minLength: 1, maxGraphemes: 160 },
      actions: { minItems: 1, maxItems: 4, items: labelled() },
    },
  },
  ConfirmTemplate: {
    properties: {
      text: { minLength: 1, maxGraphemes: 240 },
      actions: { minItems: 2, maxItems: 2, items: labelled() },
    },
  },
  Action: { required: ['type'] },
  PostbackAction: {
    required: ['data'],
    properties: { data: { minLength: 1 }, displayText: { maxGraphemes: 300 }, label: { maxGraphemes: 40 } },
  },
  URIAction: {
    required: ['uri'],
    properties: { uri: { maxUnits: 1000, pattern: '^(https?|line|tel):' }, label: { maxGraphemes: 40 } },
  },
  QuickReply: { required: ['items'], properties: { items: { minItems: 1 } } },
  QuickReplyItem: {
    required: ['type', 'action'],
    properties: { type: { const: 'action' }, imageUrl: { pattern: '^https:' }, action: labelled() },
  },
  FlexText: {
    properties: { text: { minLength: 1 } },
    anyOf: [{ required: ['text'] }, { required: ['contents'] }],
  },
  FlexButton: { properties: { action: { required: ['label'] } } },
  MessageAction: {
    required: ['text'],
    properties: { label: { maxGraphemes: 40 }, text: { minLength: 1, maxGraphemes: 300 } },
  },
  FlexImage: { properties: { url: mediaUrl() } },
  FlexBubble: { maxBytes: 30 * 1024 },
  FlexCarousel: { properties: { contents: { minItems: 1, maxItems: 12 } }, maxBytes: 50 * 1024 },
}

/** Where the label is what people see, and short: …/messaging-api/#action-object-label-spec */
function labelled(): Schema {
  return {
    $ref: '#/components/schemas/Action',
    required: ['label'],
    properties: { label: { minLength: 1, maxGraphemes: 20 } },
  }
}

function mediaUrl(): Schema {
  return { pattern: '^https://', maxUnits: 2000 }
}

export function lineChecker(file: string): Checker {
  const description = parse(readFileSync(file, 'utf8')) as OpenApi
  const ajv = jsonSchema({ $id: 'line', components: { schemas: resolved(description.components.schemas) } })
  return (request) => {
    const [found] = operationsOf(description, request, HOSTS[request.host])
    return found
      ? [...checkOutside(found, request), ...inside(ajv, found, request)]
      : [`there is no ${request.method} ${request.path}`]
  }
}

function inside(ajv: Ajv, { requestBody }: Operation, { body, files }: NativeRequest): string[] {
  if (files) return ['LINE takes no files']
  const schema = requestBody?.content['application/json']?.schema
  if (!schema) return body === undefined ? [] : ['this takes no body']
  if (body === undefined) return ['the body is missing']
  return complaints(ajv.getSchema(`line${schema.$ref}`), body, 'body')
}

/**
 * The description inherits: a child is `allOf` of its parent and itself, and the parent points to its children by a
 * discriminator, so that a plain validator looks at the parent's own members alone. Here a parent is one of its
 * children, which are whole and know no other members.
 */
function resolved(schemas: Record<string, Schema>): Record<string, Schema> {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const { discriminator } = schema
      if (!discriminator?.mapping) return [name, closed(whole(name, schemas))]
      const oneOf = [...new Set(Object.values(discriminator.mapping))].map(($ref) => ({ $ref }))
      return [
        name,
        {
          type: 'object',
          required: [discriminator.propertyName],
          discriminator: { propertyName: discriminator.propertyName },
          oneOf,
        },
      ]
    }),
  )
}

/** With what it inherits and what the reference adds. */
function whole(name: string, schemas: Record<string, Schema>): Schema {
  const { allOf = [], ...own } = schemas[name] ?? {}
  const parents = allOf.flatMap(({ $ref }) => $ref?.split('/').at(-1) ?? [])
  const tags = parents.flatMap((parent) => tagOf(schemas[parent], name))
  const inherited = parents.map((parent) => plain(whole(parent, schemas)))
  return [...inherited, ...allOf.filter(({ $ref }) => !$ref), own, ...tags, ADDED[name] ?? {}].reduce(
    merged,
    {},
  )
}

function plain({ discriminator: _, ...schema }: Schema): Schema {
  return schema
}

function tagOf(parent: Schema | undefined, child: string): Schema[] {
  const { propertyName, mapping = {} } = parent?.discriminator ?? {}
  const tag = Object.entries(mapping).find(([, $ref]) => $ref.endsWith(`/${child}`))?.[0]
  return tag === undefined || propertyName === undefined
    ? []
    : [{ required: [propertyName], properties: { [propertyName]: { const: tag } } }]
}

function merged(a: Schema, b: Schema): Schema {
  const names = new Set([...Object.keys(a.properties ?? {}), ...Object.keys(b.properties ?? {})])
  const properties = Object.fromEntries(
    [...names].map((name) => [name, { ...a.properties?.[name], ...b.properties?.[name] }]),
  )
  return { ...a, ...b, required: [...new Set([...(a.required ?? []), ...(b.required ?? [])])], properties }
}

function closed(schema: Schema): Schema {
  return schema.type === 'object' && schema.additionalProperties === undefined
    ? { ...schema, additionalProperties: false }
    : schema
}
