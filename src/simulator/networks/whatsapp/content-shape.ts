import type { MessageDraft } from '../../network.ts'

/** What a message says, before it has an id and a place. */
export type Content = Omit<MessageDraft, 'id' | 'direction' | 'native' | 'reference' | 'replyTo'>
