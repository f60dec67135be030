import type {
  Account,
  ApiAnswer,
  ApiCall,
  CallDescription,
  Json,
  Operation,
  Performed,
  World,
} from '../../network.ts'
import { graphError } from './errors.ts'
import { graphPath } from './request.ts'

/** A call with what was found out about it. */
export interface GraphRequest {
  call: ApiCall
  account: Account
  world: World
  node: string
}

export interface GraphRoute {
  method: 'GET' | 'POST' | 'DELETE'
  /** The node's name where only one has this call (`debug_token`); any node where absent. */
  node?: string
  /** Null: the node itself. */
  edge: string | null
  operation: Operation | ((call: ApiCall, node: string) => Operation)
  customer?: (call: ApiCall, node: string) => string | undefined
  perform(request: GraphRequest): Performed | Promise<Performed>
}

export function done(body: Json): Performed {
  return { answer: { status: 200, body } }
}

export const success: Performed = done({ success: true })

function find(routes: readonly GraphRoute[], call: ApiCall): { route: GraphRoute; node: string } | null {
  const path = graphPath(call)
  if (!path) return null
  const route = routes.find(
    (one) =>
      one.method === call.method &&
      one.edge === path.edge &&
      (one.node === undefined || one.node === path.node),
  )
  return route ? { route, node: path.node } : null
}

export function describeRoute(routes: readonly GraphRoute[], call: ApiCall): CallDescription | null {
  const found = find(routes, call)
  if (!found) return null
  const { route, node } = found
  const operation = typeof route.operation === 'string' ? route.operation : route.operation(call, node)
  const customer = route.customer?.(call, node)
  return { operation, ...(customer !== undefined && { customer }) }
}

export function performRoute(
  routes: readonly GraphRoute[],
  call: ApiCall,
  account: Account,
  world: World,
): Performed | Promise<Performed> {
  const found = find(routes, call)
  if (!found) return { answer: unknownPath(call) }
  return found.route.perform({ call, account, world, node: found.node })
}

export function unknownPath(call: ApiCall): ApiAnswer {
  const components = graphPath(call)?.edge ?? call.path
  return graphError({ code: 2500, message: `Unknown path components: /${components.replace(/^\//, '')}` })
}
