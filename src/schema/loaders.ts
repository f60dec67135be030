import { memberEmailBoundTo } from '../domain/access/accept-invitation.ts'
import { invitedEmailBoundTo } from '../domain/access/invitations.ts'
import {
  readApiKeys,
  readIdentityProviders,
  readInvitations,
  readInvitedEmails,
  readTeams,
} from '../domain/access/read-access.ts'
import {
  pageMembersOfTeams,
  readMemberEmails,
  readMembers,
  readOrganizations,
  readProjects,
} from '../domain/access/read-tenants.ts'
import { pageTasksOfConversations, readTasks, readTasksOf } from '../domain/ai/read-tasks.ts'
import { readAuditEntries } from '../domain/audit/read-audit.ts'
import {
  type ConversationFilter,
  pageConversationsPer,
  readConversations,
} from '../domain/conversations/read-conversations.ts'
import {
  pageIdentitiesOfCustomers,
  readCustomers,
  readIdentities,
  readPhones,
} from '../domain/customers/read-customers.ts'
import { phoneBoundTo } from '../domain/customers/resolve-identities.ts'
import { payloadBoundTo } from '../domain/inbound/payload-binding.ts'
import { readEvents, readPayloads } from '../domain/inbound/read-events.ts'
import { readFiles } from '../domain/media/file-rows.ts'
import {
  type MessageName,
  type MessageRow,
  pageMessagesOfConversations,
  readAttachments,
  readAttachmentsOf,
  readMessages,
  readMessagesByName,
  readPrivateReplies,
  readReactionsOf,
} from '../domain/messages/read-messages.ts'
import { type MetricRow, readMetrics, readMetricsOf, type Span } from '../domain/metrics/read-metrics.ts'
import { readAttemptsOf, readPartsOf } from '../domain/outbound/read-delivery.ts'
import { type QuotaUsage, readQuotas } from '../domain/outbound/read-quota.ts'
import { readSendability } from '../domain/outbound/read-sendability.ts'
import type { Sendability } from '../domain/outbound/sendability.ts'
import {
  pagePersonalitiesOfPlatforms,
  readPersonalities,
} from '../domain/personalities/read-personalities.ts'
import {
  readPlatformApps,
  readPlatforms,
  readWebhooks,
  readWebhooksOf,
} from '../domain/platforms/read-platforms.ts'
import {
  pageTemplatesOfPlatforms,
  readTemplates,
  type TemplateFilter,
} from '../domain/templates/read-templates.ts'
import { askedOf, batched, type LoaderDependencies, pagesOf, rowById, rowsOf, unsealed } from './batching.ts'

export type Loaders = ReturnType<typeof createLoaders>

/** Everything the fields of nodes read, one statement under row-level security for all that a tick asks for. */
export function createLoaders(deps: LoaderDependencies) {
  return {
    ...tenantLoaders(deps),
    ...platformLoaders(deps),
    ...customerLoaders(deps),
    ...conversationLoaders(deps),
    ...messageLoaders(deps),
    ...eventLoaders(deps),
  }
}

function tenantLoaders(deps: LoaderDependencies) {
  const { database, vault, projectId } = deps
  return {
    organization: rowById(deps, readOrganizations),
    project: rowById(deps, readProjects),
    member: rowById(deps, readMembers),
    memberEmail: unsealed(
      (ids) => readMemberEmails(database, projectId, ids),
      (envelope, id) => vault.open(envelope, memberEmailBoundTo(id)).toString('utf8'),
    ),
    apiKey: rowById(deps, readApiKeys),
    team: rowById(deps, readTeams),
    membersOfTeam: pagesOf((ids, page) => pageMembersOfTeams(database, projectId, ids, page)),
    invitation: rowById(deps, readInvitations),
    invitedEmail: unsealed(
      (ids) => readInvitedEmails(database, projectId, ids),
      (envelope, id) => vault.open(envelope, invitedEmailBoundTo(id)).toString('utf8'),
    ),
    identityProvider: rowById(deps, readIdentityProviders),
    auditEntry: rowById(deps, readAuditEntries),
  }
}

function platformLoaders(deps: LoaderDependencies) {
  const { database, projectId } = deps
  return {
    platform: rowById(deps, readPlatforms),
    platformApp: rowById(deps, readPlatformApps),
    webhook: rowById(deps, readWebhooks),
    webhooksOf: rowsOf(deps, readWebhooksOf, (row) => row.platformId),
    personality: rowById(deps, readPersonalities),
    personalitiesOf: pagesOf((ids, page) => pagePersonalitiesOfPlatforms(database, projectId, ids, page)),
    template: rowById(deps, readTemplates),
    templatesOf: pagesOf((ids, page, filter: TemplateFilter) =>
      pageTemplatesOfPlatforms(database, projectId, ids, page, filter),
    ),
    metric: rowById(deps, readMetrics),
    metricsOf: askedOf<Span, MetricRow[]>(async (ids, span) => {
      const rows = await readMetricsOf(database, projectId, ids, span)
      return Map.groupBy(rows, (row) => row.platformId)
    }, []),
    quotaOf: batched<string, QuotaUsage | null>(async (ids) => {
      const found = await readQuotas(deps, projectId, [...new Set(ids)])
      return ids.map((id) => found.get(id) ?? null)
    }),
  }
}

function customerLoaders(deps: LoaderDependencies) {
  const { database, vault, projectId } = deps
  return {
    customer: rowById(deps, readCustomers),
    phone: unsealed(
      (ids) => readPhones(database, projectId, ids),
      (envelope, id) => vault.open(envelope, phoneBoundTo(id)).toString('utf8'),
    ),
    identity: rowById(deps, readIdentities),
    identitiesOf: pagesOf((ids, page) => pageIdentitiesOfCustomers(database, projectId, ids, page)),
  }
}

function conversationLoaders(deps: LoaderDependencies) {
  const { database, projectId } = deps
  return {
    conversation: rowById(deps, readConversations),
    conversationsOfPlatform: pagesOf((ids, page, filter: ConversationFilter) =>
      pageConversationsPer('platform_id', database, projectId, ids, page, filter),
    ),
    conversationsOfCustomer: pagesOf((ids, page) =>
      pageConversationsPer('customer_id', database, projectId, ids, page, {}),
    ),
    sendability: batched<string, Sendability>(async (ids) => {
      const found = await readSendability(database, projectId, ids, new Date())
      return ids.map((id) => found.get(id) ?? new Error('the conversation is gone'))
    }),
    messagesOf: pagesOf((ids, page) => pageMessagesOfConversations(database, projectId, ids, page)),
    tasksOfConversation: pagesOf((ids, page) => pageTasksOfConversations(database, projectId, ids, page)),
  }
}

function messageLoaders(deps: LoaderDependencies) {
  const { database, projectId } = deps
  return {
    message: rowById(deps, readMessages),
    messageByName: batched<MessageName, MessageRow | null>(async (names) => {
      const keyOf = (name: MessageName) => `${name.platformId} ${name.externalId}`
      const wanted = [...new Map(names.map((name) => [keyOf(name), name])).values()]
      const found = new Map<string, MessageRow>()
      for (const { namedAs, ...row } of await readMessagesByName(database, projectId, wanted))
        found.set(keyOf({ platformId: row.platformId, externalId: namedAs }), row)
      return names.map((name) => found.get(keyOf(name)) ?? null)
    }),
    privateReplyOf: batched<string, MessageRow | null>(async (commentIds) => {
      const rows = await readPrivateReplies(database, projectId, commentIds)
      const found = new Map(rows.map(({ commentId, ...row }) => [commentId, row]))
      return commentIds.map((id) => found.get(id) ?? null)
    }),
    attachment: rowById(deps, readAttachments),
    attachmentsOf: rowsOf(deps, readAttachmentsOf, (row) => row.messageId),
    file: rowById(deps, readFiles),
    reactionsOf: rowsOf(deps, readReactionsOf, (row) => row.messageId),
    partsOf: rowsOf(deps, readPartsOf, (row) => row.messageId),
    attemptsOf: rowsOf(deps, readAttemptsOf, (row) => row.messageId),
    task: rowById(deps, readTasks),
    tasksOf: rowsOf(deps, readTasksOf, (row) => row.messageId),
  }
}

function eventLoaders(deps: LoaderDependencies) {
  const { database, vault, projectId } = deps
  return {
    event: rowById(deps, readEvents),
    payload: unsealed(
      (ids) => readPayloads(database, projectId, ids),
      (envelope, id) => vault.openJson(envelope, payloadBoundTo(id)),
    ),
  }
}
