import { conversationOrder } from '../domain/conversations/read-conversations.ts'
import { personalityOrder } from '../domain/personalities/read-personalities.ts'
import { pagePlatforms, platformOrder } from '../domain/platforms/read-platforms.ts'
import { builder } from './builder.ts'
import { ConversationConnection, PersonalityConnection, PlatformConnection } from './connections.ts'
import { ConversationFilterInput, toConversationFilter } from './conversation-filter.ts'
import { ConnectionStatus, MetricGranularity, PlatformType, SyncStatus } from './enums.ts'
import { Node } from './node.ts'
import { pageOf, toConnection } from './page.ts'
import { capabilitiesOf, PlatformCapabilities } from './platform-capabilities.ts'
import { spanOf } from './platform-metric.ts'
import {
  ConversationRef,
  MemberRef,
  PersonalityRef,
  PlatformAppRef,
  PlatformMetricRef,
  PlatformRef,
  WebhookRef,
} from './refs.ts'

PlatformRef.implement({
  description: 'One connected account on one network, such as a page, a phone number, a channel or a bot.',
  interfaces: [Node],
  fields: (t) => ({
    type: t.expose('type', { type: PlatformType, description: 'The network.' }),
    name: t.exposeString('name', { description: 'As the project calls it.' }),
    slug: t.exposeString('slug', { description: 'Its short name, unique within the organisation.' }),
    externalId: t.exposeString('externalId', {
      nullable: true,
      description:
        'The account’s id on the network (page id, phone number id, bot id); null until it is known.',
    }),
    externalName: t.exposeString('externalName', {
      nullable: true,
      description: 'The account’s name on the network; null until it was read.',
    }),
    url: t.exposeString('url', {
      nullable: true,
      description: 'Where people find the account; null until it was read.',
    }),
    avatarUrl: t.exposeString('avatarUrl', {
      nullable: true,
      description: 'Its picture; null where it has none.',
    }),
    followerCount: t.exposeInt('followerCount', {
      nullable: true,
      description: 'How many follow it; null where the network does not tell.',
    }),
    config: t.expose('config', {
      type: 'JSON',
      description: 'Settings of this kind of platform, without secrets.',
    }),
    provider: t.exposeString('provider', {
      nullable: true,
      description: 'Whose API reaches the network; null for the network’s own.',
    }),
    isActive: t.exposeBoolean('isActive', {
      description: 'False: switched off by its owner. Webhooks are kept as IGNORED, to be replayed later.',
    }),
    isVerified: t.exposeBoolean('isVerified', { description: 'The network has verified the account.' }),
    connectionStatus: t.expose('connectionStatus', {
      type: ConnectionStatus,
      description: 'Whether the network can be reached as the account.',
    }),
    disconnectedAt: t.expose('disconnectedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the account was given up, UTC; null while it is claimed. Its history stays.',
    }),
    app: t.field({
      type: PlatformAppRef,
      nullable: true,
      description: 'The developer app behind it; null where the network needs none.',
      resolve: ({ appId }, _args, { loaders }) => (appId ? loaders.platformApp.load(appId) : null),
    }),
    createdBy: t.field({
      type: MemberRef,
      nullable: true,
      description: 'Who connected it; null when it was not a member.',
      resolve: ({ createdBy }, _args, { loaders }) => (createdBy ? loaders.member.load(createdBy) : null),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was connected first, UTC.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed, UTC.' }),
  }),
})

builder.objectFields(PlatformRef, (t) => ({
  syncStatus: t.expose('syncStatus', { type: SyncStatus, description: 'Whether its past is being read.' }),
  lastSyncAt: t.expose('lastSyncAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When its past was last read, UTC; null when never.',
  }),
  tokenExpiresAt: t.expose('tokenExpiresAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When its token ends, UTC; null when it does not end or that is not known.',
  }),
  lastErrorAt: t.expose('lastErrorAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When the network last failed us, UTC; null when never.',
  }),
  lastError: t.exposeString('lastError', {
    nullable: true,
    description: 'What the network last refused, in words; null when nothing.',
  }),
  errorCount: t.exposeInt('errorCount', { description: 'Errors since the last success.' }),
  rateLimits: t.expose('rateLimits', { type: 'JSON', description: 'How fast we may call the network.' }),
  rateLimitsResetAt: t.expose('rateLimitsResetAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When the rate limits were last reset, UTC; null when never.',
  }),
  quota: t.expose('quota', { type: 'JSON', description: 'How many messages the network lets us send.' }),
  quotaResetAt: t.expose('quotaResetAt', {
    type: 'DateTime',
    nullable: true,
    description: 'When the quota was last reset, UTC; null when never.',
  }),
}))

builder.objectFields(PlatformRef, (t) => ({
  capabilities: t.field({
    type: PlatformCapabilities,
    description: 'What the network can do.',
    resolve: ({ type }) => capabilitiesOf(type),
  }),
  webhook: t.field({
    type: WebhookRef,
    nullable: true,
    description: 'Where the network posts to; null for networks that are polled.',
    resolve: async ({ id }, _args, { loaders }) => (await loaders.webhooksOf.load(id))[0] ?? null,
  }),
  conversations: t.connection(
    {
      type: ConversationRef,
      description: 'Its conversations, most recent message first. One without any message is not listed.',
      args: {
        filter: t.arg({
          type: ConversationFilterInput,
          description: 'Only conversations that match it all.',
        }),
      },
      resolve: async ({ id }, args, { loaders }) => {
        const page = pageOf(args, conversationOrder)
        const ask = { page, filter: toConversationFilter(args.filter) }
        return toConnection(
          await loaders.conversationsOfPlatform.load({ parentId: id, ask }),
          page,
          conversationOrder,
        )
      },
    },
    ConversationConnection,
  ),
  personalities: t.connection(
    {
      type: PersonalityRef,
      description: 'How the AI can speak on it, oldest first.',
      resolve: async ({ id }, args, { loaders }) => {
        const page = pageOf(args, personalityOrder)
        const slice = await loaders.personalitiesOf.load({ parentId: id, ask: { page, filter: null } })
        return toConnection(slice, page, personalityOrder)
      },
    },
    PersonalityConnection,
  ),
  metrics: t.field({
    type: [PlatformMetricRef],
    description: 'Hourly or daily counters, oldest first. Spans in which nothing happened are left out.',
    args: {
      from: t.arg({
        type: 'DateTime',
        required: true,
        description: 'The hour or day that contains it is the first.',
      }),
      to: t.arg({ type: 'DateTime', required: true, description: 'What begins here or later is left out.' }),
      granularity: t.arg({
        type: MetricGranularity,
        required: true,
        defaultValue: 'DAY',
        description: 'Hours or days. At most 1,000 of them: about 40 days of hours.',
      }),
    },
    resolve: ({ id }, args, { loaders }) => loaders.metricsOf.load({ parentId: id, ask: spanOf(args) }),
  }),
}))

const PlatformFilterInput = builder.inputType('PlatformFilter', {
  description: 'Which platforms: all conditions must hold. Left out or null: no condition.',
  fields: (t) => ({
    type: t.field({ type: [PlatformType], description: 'One of these networks.' }),
    isActive: t.boolean({ description: 'Switched on (true) or off (false).' }),
    connectionStatus: t.field({ type: [ConnectionStatus], description: 'In one of these states.' }),
  }),
})

builder.queryField('platforms', (t) =>
  t.connection(
    {
      type: PlatformRef,
      description: 'The connected accounts, oldest first.',
      args: {
        filter: t.arg({ type: PlatformFilterInput, description: 'Only platforms that match it all.' }),
      },
      resolve: async (_root, args, { database, principal }) => {
        const page = pageOf(args, platformOrder)
        const { type, isActive, connectionStatus } = args.filter ?? {}
        const filter = {
          type: type ?? undefined,
          isActive: isActive ?? undefined,
          connectionStatus: connectionStatus ?? undefined,
        }
        return toConnection(
          await pagePlatforms(database, principal.projectId, page, filter),
          page,
          platformOrder,
        )
      },
    },
    PlatformConnection,
  ),
)
