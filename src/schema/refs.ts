import type { ApiKeyRow, IdentityProviderRow, InvitationRow, TeamRow } from '../domain/access/read-access.ts'
import type { MemberRow, OrganizationRow, ProjectRow } from '../domain/access/read-tenants.ts'
import type { TaskRow } from '../domain/ai/read-tasks.ts'
import type { AuditRow } from '../domain/audit/read-audit.ts'
import type { ConversationRow } from '../domain/conversations/read-conversations.ts'
import type { CustomerIdentityRow, CustomerRow } from '../domain/customers/read-customers.ts'
import type { EventRow } from '../domain/inbound/read-events.ts'
import type { StoredFile } from '../domain/media/stored-file.ts'
import type { AttachmentRow, MessageRow } from '../domain/messages/read-messages.ts'
import type { MetricRow } from '../domain/metrics/read-metrics.ts'
import type { PersonalityRow } from '../domain/personalities/read-personalities.ts'
import type { PlatformAppRow, PlatformRow, WebhookRow } from '../domain/platforms/read-platforms.ts'
import type { TemplateRow } from '../domain/templates/read-templates.ts'
import { builder } from './builder.ts'

/** The types that point at each other, named before any is written. A parent is the row as it was read. */
export const OrganizationRef = builder.objectRef<OrganizationRow>('Organization')
export const ProjectRef = builder.objectRef<ProjectRow>('Project')
export const MemberRef = builder.objectRef<MemberRow>('Member')
export const ApiKeyRef = builder.objectRef<ApiKeyRow>('ApiKey')
export const TeamRef = builder.objectRef<TeamRow>('Team')
export const InvitationRef = builder.objectRef<InvitationRow>('Invitation')
export const IdentityProviderRef = builder.objectRef<IdentityProviderRow>('IdentityProvider')
export const AuditEntryRef = builder.objectRef<AuditRow>('AuditEntry')
export const PlatformAppRef = builder.objectRef<PlatformAppRow>('PlatformApp')
export const PlatformRef = builder.objectRef<PlatformRow>('Platform')
export const WebhookRef = builder.objectRef<WebhookRow>('Webhook')
export const PersonalityRef = builder.objectRef<PersonalityRow>('Personality')
export const PlatformMetricRef = builder.objectRef<MetricRow>('PlatformMetric')
export const CustomerRef = builder.objectRef<CustomerRow>('Customer')
export const CustomerIdentityRef = builder.objectRef<CustomerIdentityRow>('CustomerIdentity')
export const ConversationRef = builder.objectRef<ConversationRow>('Conversation')
export const MessageRef = builder.objectRef<MessageRow>('Message')
export const MessageTemplateRef = builder.objectRef<TemplateRow>('MessageTemplate')
export const AttachmentRef = builder.objectRef<AttachmentRow>('Attachment')
export const MediaFileRef = builder.objectRef<StoredFile>('MediaFile')
export const ProcessingTaskRef = builder.objectRef<TaskRow>('ProcessingTask')
export const InboundEventRef = builder.objectRef<EventRow>('InboundEvent')
