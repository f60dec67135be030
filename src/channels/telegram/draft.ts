import type { Opts } from '@grammyjs/types'
import type { JsonObject } from '../shared/json.ts'

/** Files travel by address or id, never as bytes of ours. */
type Parameters = Opts<string>

/** One call of a send method, before it is told to which chat. */
export interface Part {
  method: string
  parameters: JsonObject
}

/** A content in Telegram's form. */
export interface Draft {
  parts: Part[]
  losses: string[]
}

/** Checks the parameters against the Bot API's types. */
export function part<M extends keyof Parameters>(
  method: M,
  parameters: Omit<Parameters[M], 'chat_id'>,
): Part {
  return { method, parameters: parameters as JsonObject }
}

export function draft(parts: Part[], ...losses: (string | false)[]): Draft {
  return { parts, losses: losses.filter((loss) => loss !== false) }
}
