import { GraphQLError, type GraphQLSchema } from 'graphql'
import { isAsyncIterable, type Plugin } from 'graphql-yoga'
import { hashApiKey } from '../domain/access/api-key.ts'
import { NOBODY, type Principal } from '../domain/access/principal.ts'
import type { Budgets, Spending } from '../infra/budgets.ts'
import type { GraphQLContext } from '../schema/index.ts'
import { limits, nodeCost } from './graphql-limits.ts'

/** Objects that one point pays for: a page of an inbox is a few points. */
const OBJECTS_PER_POINT = 100

/** Every operation costs a point, and one more for each hundred objects that it could return. */
export function pointsOf(objects: number): number {
  return 1 + Math.floor(objects / OBJECTS_PER_POINT)
}

interface OperationArguments {
  schema: GraphQLSchema
  document: Parameters<typeof nodeCost>[1]
  variableValues?: unknown
  operationName?: string | null | undefined
  contextValue: GraphQLContext & { request?: Request }
}

const spent = new WeakMap<Request, Spending>()

/**
 * Refuses an operation that could return too much by itself, and one whose key has used up its budget. Runs before
 * execution, when the variables are known, over HTTP and WebSocket alike; answers tell what they cost.
 */
export function requestBudget(budgets: Budgets): Plugin<GraphQLContext> {
  const charge = async (args: OperationArguments) => {
    const objects = objectsOf(args)
    if (objects > limits.nodes) throw tooMuch(objects)
    const points = pointsOf(objects)
    const { contextValue } = args
    const spending = await budgets.spend(holderOf(contextValue.principal), points)
    contextValue.budget = { ...spending, cost: points, resetAt: new Date(Date.now() + spending.resetMs) }
    if (contextValue.request) spent.set(contextValue.request, spending)
    if (!spending.granted) throw usedUp(spending)
    return { objects, points, limit: spending.limit, remaining: spending.remaining }
  }
  return {
    onExecute: async ({ args }) => {
      const cost = await charge(args as never)
      return {
        onExecuteDone: ({ result, setResult }) => {
          if (isAsyncIterable(result)) return
          setResult({ ...result, extensions: { ...result.extensions, cost } })
        },
      }
    },
    onSubscribe: async ({ args }) => {
      await charge(args as never)
    },
    onResponse: ({ request, response }) => {
      const spending = spent.get(request)
      if (spending) for (const [name, value] of headersOf(spending)) response.headers.set(name, value)
    },
  }
}

/** Whoever acts in no project has no row to be counted by; each of them has a budget of their own all the same. */
function holderOf({ id, identities }: Principal): string {
  const [identity] = identities
  return id === NOBODY && identity
    ? hashApiKey(JSON.stringify([identity.issuer, identity.subject])).toString('base64')
    : id
}

function objectsOf({ schema, document, variableValues, operationName }: OperationArguments): number {
  const variables = (variableValues ?? {}) as Record<string, unknown>
  return nodeCost(schema, document, variables, operationName ?? undefined)
}

/** As the IETF's draft "RateLimit header fields for HTTP" names them; seconds. */
function headersOf({ limit, remaining, resetMs, granted }: Spending): [string, string][] {
  const seconds = String(Math.ceil(resetMs / 1000))
  const told: [string, string][] = [
    ['ratelimit-limit', String(limit)],
    ['ratelimit-remaining', String(remaining)],
    ['ratelimit-reset', seconds],
  ]
  return granted ? told : [...told, ['retry-after', seconds]]
}

function tooMuch(objects: number): GraphQLError {
  return new GraphQLError(
    `This operation could return ${objects} objects; at most ${limits.nodes} are allowed. Ask for smaller pages (first) or fewer nested lists.`,
    { extensions: { code: 'COST_LIMIT', cost: objects, limit: limits.nodes, http: { status: 400 } } },
  )
}

function usedUp({ limit, resetMs }: Spending): GraphQLError {
  const retryAfterSeconds = Math.ceil(resetMs / 1000)
  return new GraphQLError(
    `This key has used its ${limit} points of this minute. Try again in ${retryAfterSeconds} s; ask for smaller pages, or subscribe instead of polling.`,
    { extensions: { code: 'RATE_LIMITED', limit, retryAfterSeconds, http: { status: 429 } } },
  )
}
