import type { Change } from '../changes/change.ts'
import type { LockedConversation } from '../conversations/locked-conversation.ts'
import type { StoredMessage } from '../messages/store-messages.ts'

interface OnPlatform {
  id: string
  platformId: string
}

export interface Outcome {
  stored: readonly StoredMessage[]
  changedMessages: readonly (OnPlatform & { conversationId: string })[]
  conversations: readonly LockedConversation[]
  renamed: readonly OnPlatform[]
  templates: readonly OnPlatform[]
}

/** In the order a client wants to hear them: messages as they were numbered, then what changed, then conversations. */
export function changesOf(outcome: Outcome): Change[] {
  const { stored, changedMessages, conversations, renamed, templates } = outcome
  const added = stored.map(({ draft: { id, conversation } }) =>
    change('MESSAGE_ADDED', id, conversation.platformId, conversation.id),
  )
  const updated = new Map(changedMessages.map((message) => [message.id, message]))
  // One without messages is not in any list yet.
  const begun = conversations.filter((conversation) => conversation.messageCount > 0)
  const touched = new Map([...begun, ...renamed].map((one) => [one.id, one.platformId]))
  return [
    ...added,
    ...[...updated.values()].map((message) =>
      change('MESSAGE_UPDATED', message.id, message.platformId, message.conversationId),
    ),
    ...[...touched].map(([id, platformId]) => change('CONVERSATION_UPDATED', id, platformId, id)),
    ...[...new Map(templates.map((one) => [one.id, one.platformId]))].map(([id, platformId]) =>
      change('TEMPLATE_UPDATED', id, platformId, null),
    ),
  ]
}

function change(
  kind: Change['kind'],
  subjectId: string,
  platformId: string,
  conversationId: string | null,
): Change {
  return { kind, subjectId, platformId, conversationId }
}
