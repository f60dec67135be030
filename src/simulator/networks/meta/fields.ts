import type { ApiCall, Json, JsonObject } from '../../network.ts'
import { refuseParameter } from './errors.ts'
import { fieldsOf } from './request.ts'

/** The fields that a call asks of a node; the usual ones where it asks for none. The id always comes with them. */
export function selectFields(
  call: ApiCall,
  node: JsonObject,
  { type, usual }: { type: string; usual: string[] },
): JsonObject {
  const asked = fieldsOf(call)
  const names = asked.length > 0 ? asked : usual
  const missing = names.find((name) => !(name in node))
  if (missing !== undefined) {
    refuseParameter(`Tried accessing nonexistent field (${missing}) on node type (${type})`)
  }
  const selected = Object.fromEntries(names.map((name): [string, Json] => [name, node[name] ?? null]))
  return { ...selected, id: node.id ?? null }
}
