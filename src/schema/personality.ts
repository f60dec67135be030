import { pagePersonalities, personalityOrder } from '../domain/personalities/read-personalities.ts'
import { builder } from './builder.ts'
import { PersonalityConnection } from './connections.ts'
import { filterIdOf } from './global-id.ts'
import { Node } from './node.ts'
import { pageOf, toConnection } from './page.ts'
import { PersonalityRef, PlatformRef } from './refs.ts'
import { required } from './required.ts'

interface Traits {
  tone?: string
  formality?: string
  responseStyle?: string
  empathyLevel?: string
  proactivity?: string
}

const PersonalityTraits = builder.objectRef<Traits>('PersonalityTraits').implement({
  description: 'The manner of a personality, each in a word or two; null where nothing was set.',
  fields: (t) => ({
    tone: t.exposeString('tone', { nullable: true, description: 'Such as friendly or matter-of-fact.' }),
    formality: t.exposeString('formality', { nullable: true, description: 'Such as casual or formal.' }),
    responseStyle: t.exposeString('responseStyle', {
      nullable: true,
      description: 'Such as helpful or brief.',
    }),
    empathyLevel: t.exposeString('empathyLevel', {
      nullable: true,
      description: 'Such as low, medium or high.',
    }),
    proactivity: t.exposeString('proactivity', {
      nullable: true,
      description: 'How much it offers unasked, such as low, medium or high.',
    }),
  }),
})

PersonalityRef.implement({
  description: 'How the AI speaks on a platform.',
  interfaces: [Node],
  fields: (t) => ({
    platform: t.field({
      type: PlatformRef,
      description: 'The platform it speaks on.',
      resolve: async ({ platformId }, _args, { loaders }) =>
        required(await loaders.platform.load(platformId), 'the platform'),
    }),
    slug: t.exposeString('slug', { description: 'Its short name, unique on the platform.' }),
    name: t.exposeString('name', { description: 'As people call it.' }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'What it is for; null where nothing was said.',
    }),
    traits: t.field({
      type: PersonalityTraits,
      description: 'Its manner.',
      resolve: ({ traits }) => (traits ?? {}) as Traits,
    }),
    isActive: t.exposeBoolean('isActive', { description: 'It answers: the AI of the platform is on.' }),
    isDefault: t.exposeBoolean('isDefault', { description: 'Used where a conversation names no other.' }),
    version: t.exposeInt('version', { description: 'Counts its changes, from 1.' }),
    usageCount: t.exposeFloat('usageCount', {
      description: 'Answers it gave. A whole number, given as Float because it may pass what Int can hold.',
    }),
    satisfaction: t.exposeFloat('satisfaction', {
      nullable: true,
      description: 'Mean rating of the conversations it answered, 1 to 5; null without any.',
    }),
    effectiveness: t.exposeFloat('effectiveness', {
      nullable: true,
      description: 'Share of its conversations that needed no person, 0 to 1; null without any.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made, UTC.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed, UTC.' }),
  }),
})

builder.objectFields(PersonalityRef, (t) => ({
  responseTemplates: t.expose('responseTemplates', {
    type: 'JSON',
    description: 'Prepared answers by occasion: greeting, farewell, escalation, unclear, and own ones.',
  }),
  conversationFlow: t.expose('conversationFlow', {
    type: 'JSON',
    description: 'Where the payloads of buttons and menus lead.',
  }),
  platformAdaptations: t.expose('platformAdaptations', {
    type: 'JSON',
    description: 'What it does differently per network.',
  }),
  contentRestrictions: t.expose('contentRestrictions', {
    type: 'JSON',
    description: 'What it must not say.',
  }),
  modelSettings: t.expose('modelSettings', { type: 'JSON', description: 'Which model it uses, and how.' }),
  promptTemplates: t.expose('promptTemplates', {
    type: 'JSON',
    description: 'Own parts of its system prompt.',
  }),
  contextRules: t.expose('contextRules', {
    type: 'JSON',
    description: 'What it is told of a conversation and a customer.',
  }),
  learning: t.expose('learning', { type: 'JSON', description: 'Which ways of learning are switched on.' }),
}))

builder.queryField('personalities', (t) =>
  t.connection(
    {
      type: PersonalityRef,
      description: 'The personalities of all platforms, oldest first.',
      args: {
        platformId: t.arg.id({ description: 'Only those of this platform.' }),
        isActive: t.arg.boolean({ description: 'Only those that answer (true) or do not (false).' }),
      },
      resolve: async (_root, args, { database, principal }) => {
        const page = pageOf(args, personalityOrder)
        const filter = {
          platformId: filterIdOf('Platform', args.platformId),
          isActive: args.isActive ?? undefined,
        }
        const slice = await pagePersonalities(database, principal.projectId, page, filter)
        return toConnection(slice, page, personalityOrder)
      },
    },
    PersonalityConnection,
  ),
)
