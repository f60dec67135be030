/** Who may be written to, and when: …/messenger-platform/policy/policy-overview */
import { isObject } from '../../../json.ts'
import type { Conversation, JsonObject } from '../../../network.ts'
import { refuse, refuseParameter } from '../errors.ts'
import type { GraphRequest } from '../routes.ts'
import type { MessagingRules } from './rules.ts'

const DAY_MS = 86_400_000

/** How long after the customer's last message this kind of message may be sent; checks its tag on the way. */
export function allowedMs(body: JsonObject, rules: MessagingRules): number {
  const type = body.messaging_type ?? 'RESPONSE'
  if (typeof type !== 'string' || !rules.messagingTypes.includes(type)) {
    refuseParameter(`Param messaging_type must be one of {${rules.messagingTypes.join(', ')}}`)
  }
  if (type === 'MESSAGE_TAG') {
    // The other tags are refused as wrong parameters since 27 April 2026.
    if (body.tag !== 'HUMAN_AGENT') refuseParameter('Param tag must be one of {HUMAN_AGENT}')
    return 7 * DAY_MS
  }
  if (body.tag !== undefined) refuseParameter('Param tag needs messaging_type MESSAGE_TAG')
  if (type !== 'UTILITY') return DAY_MS
  const { message } = body
  if (!isObject(message) || message.template === undefined) {
    refuseParameter('A message of messaging_type UTILITY must have a template')
  }
  return Number.POSITIVE_INFINITY
}

export function checkReachable(
  { call, world }: GraphRequest,
  { blocked, lastWroteAt }: Conversation,
  allowed: number,
  rules: MessagingRules,
): void {
  if (blocked || call.recipientBlocked) refuse(rules.blocked)
  if (world.now() - lastWroteAt > allowed) refuse(rules.windowClosed)
}
