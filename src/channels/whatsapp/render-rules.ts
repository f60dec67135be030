/** What a content becomes, and the rules that it has to keep to besides those of all of Meta's networks. */
import type { Json } from '../inbound.ts'
import type { ContentError } from '../outbound.ts'
import { checkLength, type Field, invalid } from '../shared/meta-rules.ts'

/** A message object without whom it is for: its type, and the content under a key of that name. */
export type MessageBody = { type: string; [key: string]: Json }

/** The messages that a content becomes, in order: the recipient and our reference come later. */
export type Bodies =
  | { ok: true; bodies: MessageBody[]; losses: string[] }
  | { ok: false; error: ContentError }

export function said(bodies: MessageBody[], losses: readonly string[] = []): Bodies {
  return { ok: true, bodies, losses: [...new Set(losses)] }
}

export function refused(error: ContentError): Bodies {
  return { ok: false, error }
}

/** What a rule is about, and where it was written. */
export function field(what: string, path: string): Field {
  return { network: 'WhatsApp', what, path }
}

/** "Unique identifier … No leading/trailing spaces": as the description of the API has it. */
export function checkPayload(payload: string, most: number, about: Field): ContentError | null {
  const error = checkLength(payload, most, about)
  if (error || payload === payload.trim()) return error
  return invalid('On WhatsApp a payload neither begins nor ends with a space.', about.path).error
}

/** `what` in the plural. */
export function checkDistinct(
  values: readonly (readonly [value: string, path: string])[],
  what: string,
): ContentError | null {
  const seen = new Set<string>()
  for (const [value, path] of values) {
    if (seen.has(value)) return invalid(`WhatsApp takes no two equal ${what} in one message.`, path).error
    seen.add(value)
  }
  return null
}
