import type { ReactionRow } from '../domain/messages/read-messages.ts'
import { builder } from './builder.ts'
import { Sender } from './sender.ts'

type OneReaction = ReactionRow & { emoji: string }

export const Reaction = builder.objectRef<OneReaction>('Reaction').implement({
  description: 'What one person reacted to a message, one emoji each.',
  fields: (t) => ({
    emoji: t.exposeString('emoji', {
      description: 'The emoji, or the network’s name of a reaction that is none.',
    }),
    sender: t.field({ type: Sender, description: 'Who reacted.', resolve: (reaction) => reaction }),
    at: t.expose('at', { type: 'DateTime', description: 'When, UTC.' }),
  }),
})

/** A row holds all emojis of one person, and none once they took them back. */
export function reactionsIn(rows: readonly ReactionRow[]): OneReaction[] {
  return rows.flatMap((row) => row.emojis.map((emoji) => ({ ...row, emoji })))
}
