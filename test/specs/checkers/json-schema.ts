import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import { textLength } from '../../../src/channels/shared/split-text.ts'

/** As far as the descriptions use it, with the lengths that networks count in other units than code points. */
export interface Schema {
  $id?: string
  $ref?: string
  type?: string
  const?: unknown
  required?: string[]
  properties?: Record<string, Schema>
  additionalProperties?: boolean | Schema
  allOf?: Schema[]
  oneOf?: Schema[]
  discriminator?: { propertyName: string; mapping?: Record<string, string> }
  maxUnits?: number
  maxGraphemes?: number
  /** Of a string in UTF-8, of anything else as JSON. */
  maxBytes?: number
  [keyword: string]: unknown
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Knows the schemas by their `$id`. */
export function jsonSchema(...schemas: Schema[]): Ajv {
  const ajv = new Ajv({ strict: false, discriminator: true, allErrors: false, validateFormats: true })
  formats.default(ajv)
  for (const format of ['int32', 'int64', 'double', 'url']) ajv.addFormat(format, true)
  const most = (keyword: string, lengthOf: (value: unknown) => number) =>
    ajv.addKeyword({
      keyword,
      validate: (limit: number, value: unknown) => lengthOf(value) <= limit,
      errors: false,
    })
  most('maxUnits', (value) => (typeof value === 'string' ? value.length : 0))
  most('maxGraphemes', (value) =>
    typeof value === 'string' ? Array.from(segmenter.segment(value)).length : 0,
  )
  most('maxBytes', (value) => textLength(typeof value === 'string' ? value : JSON.stringify(value), 'BYTES'))
  return ajv.addSchema(schemas)
}

export function complaints(validate: ValidateFunction | undefined, value: unknown, at: string): string[] {
  if (!validate) return [`${at} has no schema`]
  if (validate(value)) return []
  return (validate.errors ?? []).map(
    ({ instancePath, keyword, message, params }) =>
      `${at}${instancePath}: ${message ?? keyword} ${JSON.stringify(params)}`,
  )
}
