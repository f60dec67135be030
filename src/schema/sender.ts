import { builder } from './builder.ts'
import { SenderType } from './enums.ts'
import type { Loaders } from './loaders.ts'

/** The columns by which messages and reactions say who they are of. */
export interface Signed {
  senderType: string
  senderName: string | null
  senderExternalId: string | null
  /** Who wrote a customer's message, as the platform knows them. */
  identityId?: string | null
}

export const Sender = builder.objectRef<Signed>('Sender').implement({
  description: 'Who wrote a message or reacted to one.',
  fields: (t) => ({
    type: t.expose('senderType', {
      type: SenderType,
      description: 'Customer, AI, person of the business, or system.',
    }),
    name: t.string({
      nullable: true,
      description:
        'Their name then; of a message whose sender’s name became known later, the name that they have now; null where nobody knows it.',
      resolve: ({ senderName, identityId }, _args, { loaders }) =>
        senderName ?? (identityId ? nameNow(loaders, identityId) : null),
    }),
    externalId: t.exposeString('senderExternalId', {
      nullable: true,
      description: 'Their id on the platform; null where it has none or does not tell it.',
    }),
  }),
})

/** Some networks tell a name only when they are asked, which is after the first message was stored. */
async function nameNow(loaders: Loaders, identityId: string): Promise<string | null> {
  const identity = await loaders.identity.load(identityId)
  return identity?.name ?? identity?.username ?? null
}
