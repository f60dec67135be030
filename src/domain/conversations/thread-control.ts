import type { LockedConversation } from './locked-conversation.ts'

/**
 * Another app took the say in a shared thread, or we have it: whoever has it may answer. While it is another's the
 * AI keeps quiet; when it comes back and no member has the conversation, the AI goes on. Older news than what is
 * known change nothing. Returns whether anything did.
 */
export function changeThreadControl(
  conversation: LockedConversation,
  holder: 'SELF' | 'OTHER',
  at: Date,
): boolean {
  if (conversation.threadControlAt && at < conversation.threadControlAt) return false
  conversation.threadControlAt = at
  conversation.isChanged = true
  if (conversation.threadControl === holder) return false
  const wasTaken = conversation.threadControl === 'OTHER'
  conversation.threadControl = holder
  if (holder === 'OTHER') conversation.assignmentType = 'HUMAN'
  else if (wasTaken && conversation.assigneeId === null) conversation.assignmentType = 'AI'
  return true
}
