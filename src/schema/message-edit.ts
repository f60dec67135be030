import { builder } from './builder.ts'

export interface Edit {
  at: string
  content: string | null
}

export const MessageEdit = builder.objectRef<Edit>('MessageEdit').implement({
  description: 'What a message said before an edit.',
  fields: (t) => ({
    at: t.field({
      type: 'DateTime',
      description: 'When it was edited, UTC.',
      resolve: ({ at }) => new Date(at),
    }),
    content: t.exposeString('content', {
      nullable: true,
      description: 'The text before; null where there was none.',
    }),
  }),
})
