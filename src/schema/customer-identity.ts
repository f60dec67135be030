import { Node } from './node.ts'
import { CustomerIdentityRef, CustomerRef, PlatformRef } from './refs.ts'
import { required } from './required.ts'

CustomerIdentityRef.implement({
  description: 'A customer as one platform knows them.',
  interfaces: [Node],
  fields: (t) => ({
    customer: t.field({
      type: CustomerRef,
      description: 'The person.',
      resolve: async ({ customerId }, _args, { loaders }) =>
        required(await loaders.customer.load(customerId), 'the customer'),
    }),
    platform: t.field({
      type: PlatformRef,
      description: 'The platform that knows them so.',
      resolve: async ({ platformId }, _args, { loaders }) =>
        required(await loaders.platform.load(platformId), 'the platform'),
    }),
    externalId: t.exposeString('externalId', { description: 'The customer’s id on the platform.' }),
    name: t.exposeString('name', {
      nullable: true,
      description: 'Their name there; null where it is not told.',
    }),
    username: t.exposeString('username', {
      nullable: true,
      description: 'Their user name there; null where there is none.',
    }),
    avatarUrl: t.exposeString('avatarUrl', {
      nullable: true,
      description: 'Their picture there; null where none is known.',
    }),
    locale: t.exposeString('locale', {
      nullable: true,
      description: 'Their language there; null where it is not told.',
    }),
    profile: t.expose('profile', { type: 'JSON', description: 'What else the network tells of them.' }),
    isReachable: t.exposeBoolean('isReachable', {
      description: 'False once they blocked or left the account.',
    }),
    reachableAt: t.expose('reachableAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When `isReachable` last changed, UTC; null when never.',
    }),
    consents: t.expose('consents', {
      type: 'JSON',
      description: 'Consent per purpose: `{ "marketing_messages": { "granted": false, "at": "..." } }`.',
    }),
    isLinked: t.exposeBoolean('isLinked', {
      description: 'They have connected their account at the business with this one (account linking).',
    }),
    linkedAt: t.expose('linkedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When `isLinked` last changed, UTC; null when never.',
    }),
    referral: t.expose('referral', {
      type: 'JSON',
      nullable: true,
      description:
        'The advertisement or link that they last came by outside a message: `{ source, ref, adId, url, headline, data }`; null when none is known. What came with a message stands in `Message.referral`.',
    }),
    referredAt: t.expose('referredAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When they came by `referral`, UTC.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When they first wrote there, UTC.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When they were last changed, UTC.' }),
  }),
})
