import type { ConversationFilter } from '../domain/conversations/read-conversations.ts'
import { builder } from './builder.ts'
import { AssignmentType, ConversationStatus, PlatformType } from './enums.ts'
import { filterIdOf } from './global-id.ts'

export const ConversationFilterInput = builder.inputType('ConversationFilter', {
  description:
    'Which conversations: all conditions must hold. Left out or null: no condition. An id that names nothing matches nothing.',
  fields: (t) => ({
    platformId: t.id({ description: 'On this platform.' }),
    platformType: t.field({ type: [PlatformType], description: 'On one of these networks.' }),
    status: t.field({ type: [ConversationStatus], description: 'In one of these states.' }),
    assignmentType: t.field({ type: [AssignmentType], description: 'Answered in one of these ways.' }),
    assigneeId: t.id({ description: 'Assigned to this member.' }),
    unassigned: t.boolean({ description: 'True: assigned to nobody. False: assigned to somebody.' }),
    customerId: t.id({ description: 'With this customer.' }),
    tag: t.string({ description: 'With exactly this tag.' }),
    search: t.string({
      description:
        'The title or the customer’s name contains this text, in any case. Looks through 1,000 matches at most.',
    }),
  }),
})

export function toConversationFilter(
  input: typeof ConversationFilterInput.$inferInput | null | undefined,
): ConversationFilter {
  if (!input) return {}
  return {
    platformId: filterIdOf('Platform', input.platformId),
    platformType: input.platformType ?? undefined,
    status: input.status ?? undefined,
    assignmentType: input.assignmentType ?? undefined,
    assigneeId: filterIdOf('Member', input.assigneeId),
    unassigned: input.unassigned ?? undefined,
    customerId: filterIdOf('Customer', input.customerId),
    tag: input.tag ?? undefined,
    search: input.search?.trim() || undefined,
  }
}
