import { conversationOrder } from '../domain/conversations/read-conversations.ts'
import { customerOrder, identityOrder, pageCustomers } from '../domain/customers/read-customers.ts'
import { builder } from './builder.ts'
import { ConversationConnection, CustomerConnection, CustomerIdentityConnection } from './connections.ts'
import { Node } from './node.ts'
import { pageOf, toConnection } from './page.ts'
import { ConversationRef, CustomerIdentityRef, CustomerRef } from './refs.ts'

CustomerRef.implement({
  description: 'A person who writes to the business, on one platform or several.',
  interfaces: [Node],
  fields: (t) => ({
    name: t.exposeString('name', {
      nullable: true,
      description: 'Their name; null where no network has told one.',
    }),
    avatarUrl: t.exposeString('avatarUrl', {
      nullable: true,
      description: 'Their picture; null where none is known.',
    }),
    locale: t.exposeString('locale', {
      nullable: true,
      description: 'Their language as a BCP 47 tag, as the network tells it; null where it does not.',
    }),
    timeZone: t.exposeString('timeZone', {
      nullable: true,
      description: 'Their IANA time zone; null where not known.',
    }),
    phone: t.string({
      nullable: true,
      description: 'Their phone number as the network gives it; null where not known. Stored encrypted.',
      resolve: ({ id }, _args, { loaders }) => loaders.phone.load(id),
    }),
    tags: t.exposeStringList('tags', { description: 'Words the team has put on them.' }),
    preferences: t.expose('preferences', {
      type: 'JSON',
      description: 'What was learned of their preferences.',
    }),
    isBlocked: t.exposeBoolean('isBlocked', { description: 'The business does not want to hear from them.' }),
    mergedInto: t.field({
      type: CustomerRef,
      nullable: true,
      description: 'The customer who turned out to be the same person; null for one who stands alone.',
      resolve: ({ mergedIntoId }, _args, { loaders }) =>
        mergedIntoId ? loaders.customer.load(mergedIntoId) : null,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When they first wrote, UTC.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When they were last changed, UTC.' }),
  }),
})

builder.objectFields(CustomerRef, (t) => ({
  conversations: t.connection(
    {
      type: ConversationRef,
      description: 'Their conversations on all platforms, most recent message first.',
      resolve: async ({ id }, args, { loaders }) => {
        const page = pageOf(args, conversationOrder)
        const slice = await loaders.conversationsOfCustomer.load({
          parentId: id,
          ask: { page, filter: null },
        })
        return toConnection(slice, page, conversationOrder)
      },
    },
    ConversationConnection,
  ),
  identities: t.connection(
    {
      type: CustomerIdentityRef,
      description: 'How the platforms know them, first met first.',
      resolve: async ({ id }, args, { loaders }) => {
        const page = pageOf(args, identityOrder)
        const slice = await loaders.identitiesOf.load({ parentId: id, ask: { page, filter: null } })
        return toConnection(slice, page, identityOrder)
      },
    },
    CustomerIdentityConnection,
  ),
}))

builder.queryField('customers', (t) =>
  t.connection(
    {
      type: CustomerRef,
      description: 'The people who have written, newest first.',
      resolve: async (_root, args, { database, principal }) => {
        const page = pageOf(args, customerOrder)
        return toConnection(await pageCustomers(database, principal.projectId, page), page, customerOrder)
      },
    },
    CustomerConnection,
  ),
)
