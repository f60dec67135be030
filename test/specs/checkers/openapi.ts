import type { NativeRequest } from '../../../src/channels/outbound.ts'
import { complaints, jsonSchema, type Schema } from './json-schema.ts'

export interface Operation {
  servers?: { url: string }[]
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
}

export interface OpenApi {
  servers: { url: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

/** The operations that the request can be, at the origin that it goes to: nodes of several kinds have one path. */
export function operationsOf(
  { paths, servers }: OpenApi,
  { method, path }: NativeRequest,
  origin: string | undefined,
): Operation[] {
  return Object.entries(paths)
    .filter(([pattern]) => patternOf(pattern).test(pathOf(path)))
    .flatMap(([, operations]) => operations[method.toLowerCase()] ?? [])
    .filter((operation) => (operation.servers ?? servers).some(({ url }) => url === origin))
}

/** A segment in braces is any text. */
export function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{[\w-]+\}/g, '[^/?]+')}$`)
}

export function pathOf(path: string): string {
  return path.split('?')[0] ?? ''
}

export function queryOf(path: string): Record<string, string> {
  return Object.fromEntries(new URL(path, 'https://network.example').searchParams)
}

const values = jsonSchema({ $id: 'none' })

/** Headers and the query: those that are required, and no others than are described. */
export function checkOutside(
  { parameters = [] }: Operation,
  { headers = {}, path }: NativeRequest,
): string[] {
  const sent = { header: headers, query: queryOf(path) } as const
  return (['header', 'query'] as const).flatMap((where) => {
    const known = parameters.filter((parameter) => parameter.in === where)
    const missing = known.filter(({ name, required }) => required && !Object.hasOwn(sent[where], name))
    return [
      ...missing.map(({ name }) => `${name} is missing`),
      ...Object.entries(sent[where]).flatMap(([name, value]) => {
        const parameter = known.find((one) => one.name === name)
        return parameter
          ? complaints(values.compile(parameter.schema), value, name)
          : [`${name} is not known`]
      }),
    ]
  })
}
