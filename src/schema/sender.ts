import { builder } from './builder.ts'
import { SenderType } from './enums.ts'

/** The columns by which messages and reactions say who they are of. */
export interface Signed {
  senderType: string
  senderName: string | null
  senderExternalId: string | null
}

export const Sender = builder.objectRef<Signed>('Sender').implement({
  description: 'Who wrote a message or reacted to one.',
  fields: (t) => ({
    type: t.expose('senderType', {
      type: SenderType,
      description: 'Customer, AI, person of the business, or system.',
    }),
    name: t.exposeString('senderName', {
      nullable: true,
      description: 'Their name then; null where it is not known.',
    }),
    externalId: t.exposeString('senderExternalId', {
      nullable: true,
      description: 'Their id on the platform; null where it has none or does not tell it.',
    }),
  }),
})
