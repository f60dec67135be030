import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases'
import { maxDepthPlugin } from '@escape.tech/graphql-armor-max-depth'
import { maxTokensPlugin } from '@escape.tech/graphql-armor-max-tokens'
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  NoSchemaIntrospectionCustomRule,
} from 'graphql'
import { type ComplexityEstimator, getComplexity } from 'graphql-query-complexity'
import type { Plugin } from 'graphql-yoga'

/** How much one operation may ask for, over HTTP and WebSocket alike. Told in docs/operations.md. */
export const limits = {
  depth: 16,
  aliases: 30,
  tokens: 2000,
  /** Objects that an operation could return if every page were full. */
  nodes: 12_000,
  /** Fields that are looked at to count them, each as often as fragments repeat it. */
  fields: 5000,
  /** Bytes of a request, and of one WebSocket frame. */
  requestBytes: 1024 * 1024,
  /** Objects of a page when the operation does not say. */
  defaultPage: 20,
  largestPage: 100,
} as const

const CONNECTION = /Connection$/
const STRUCTURE = /(Edge|Connection|PageInfo)$/

/** Counts objects: a connection multiplies what is below it by its page, leaves cost nothing. */
const countNodes: ComplexityEstimator = ({ field, args, childComplexity }) => {
  const type = getNamedType(field.type)
  if (CONNECTION.test(type.name)) {
    const asked = args.first ?? args.last
    const page = typeof asked === 'number' ? asked : limits.defaultPage
    // A page that is too large is refused by the field itself, which says so better.
    return Math.min(Math.max(page, 0), limits.largestPage) * childComplexity
  }
  const isNode = isObjectType(type) && !STRUCTURE.test(type.name)
  // `nodes(ids:)` answers as many as it is asked for, each with all that is below.
  const times = Array.isArray(args.ids) ? Math.min(args.ids.length, limits.largestPage) : 1
  return times * (childComplexity + (isNode || isAbstractType(type) ? 1 : 0))
}

export function nodeCost(
  schema: GraphQLSchema,
  query: DocumentNode,
  variables: Record<string, unknown>,
  operationName: string | undefined,
): number {
  let fields = 0
  const count: ComplexityEstimator = (field) => {
    fields += 1
    if (fields > limits.fields) throw tooManyFields()
    return countNodes(field)
  }
  return getComplexity({
    schema,
    query,
    variables,
    estimators: [count],
    ...(operationName !== undefined && { operationName }),
  })
}

function tooManyFields(): GraphQLError {
  return new GraphQLError(
    `This operation has more than ${limits.fields} fields with all that its fragments repeat. Ask for less at once.`,
    { extensions: { code: 'COST_LIMIT', limit: limits.fields, http: { status: 400 } } },
  )
}

/** Where GraphiQL is off, the schema is not told either. */
export function withoutIntrospection(): Plugin {
  return { onValidate: ({ addValidationRule }) => addValidationRule(NoSchemaIntrospectionCustomRule) }
}

/** The words that tell the limit, without the library's prefix, and a code and status of our own. */
function refusedAs(code: string) {
  return [
    (_context: unknown, { message }: GraphQLError) => {
      throw new GraphQLError(message.replace(/^Syntax Error: /, ''), {
        extensions: { code, http: { status: 400 } },
      })
    },
  ]
}

export function limitPlugins(): Plugin[] {
  const quiet = { exposeLimits: true }
  const { tokens, depth, aliases } = limits
  return [
    maxTokensPlugin({ n: tokens, ...quiet, onReject: refusedAs('TOKEN_LIMIT') }) as Plugin,
    maxDepthPlugin({
      n: depth,
      ignoreIntrospection: true,
      ...quiet,
      onReject: refusedAs('DEPTH_LIMIT'),
    }) as Plugin,
    maxAliasesPlugin({
      n: aliases,
      allowList: ['__typename'],
      ...quiet,
      onReject: refusedAs('ALIAS_LIMIT'),
    }) as Plugin,
  ]
}
