import type { JsonObject } from '../shared/json.ts'

/** …/messaging-api/#message-objects: what LINE shows as one message. */
export type LineMessage = JsonObject & { type: string }

/** A content in LINE's form, before it is told to whom. */
export interface Draft {
  messages: LineMessage[]
  losses: string[]
}

export function draft(messages: LineMessage[], ...losses: (string | false)[]): Draft {
  return { messages, losses: losses.filter((loss) => loss !== false) }
}
