import type { ObjectRef } from '@pothos/core'
import { builder } from './builder.ts'
import {
  ApiKeyRef,
  AuditEntryRef,
  ConversationRef,
  CustomerIdentityRef,
  CustomerRef,
  InboundEventRef,
  InvitationRef,
  MemberRef,
  MessageRef,
  MessageTemplateRef,
  PersonalityRef,
  PlatformRef,
  ProcessingTaskRef,
  TeamRef,
} from './refs.ts'

type Ref<T> = ObjectRef<typeof builder.$inferSchemaTypes, T>

/** One connection type per node type, wherever the list hangs. */
function connectionTo<T>(type: Ref<T>, words: string) {
  const name = type.name
  return builder.connectionObject(
    { type, name: `${name}Connection`, description: `A page of ${words}.` },
    { name: `${name}Edge`, description: `One of the ${words} with its place in the list.` },
  )
}

export const MemberConnection = connectionTo(MemberRef, 'members')
export const TeamConnection = connectionTo(TeamRef, 'teams')
export const InvitationConnection = connectionTo(InvitationRef, 'invitations')
export const ApiKeyConnection = connectionTo(ApiKeyRef, 'API keys')
export const AuditEntryConnection = connectionTo(AuditEntryRef, 'audit entries')
export const PlatformConnection = connectionTo(PlatformRef, 'platforms')
export const PersonalityConnection = connectionTo(PersonalityRef, 'personalities')
export const CustomerConnection = connectionTo(CustomerRef, 'customers')
export const CustomerIdentityConnection = connectionTo(CustomerIdentityRef, 'identities')
export const ConversationConnection = connectionTo(ConversationRef, 'conversations')
export const MessageConnection = connectionTo(MessageRef, 'messages')
export const MessageTemplateConnection = connectionTo(MessageTemplateRef, 'message templates')
export const ProcessingTaskConnection = connectionTo(ProcessingTaskRef, 'processing tasks')
export const InboundEventConnection = connectionTo(InboundEventRef, 'inbound events')
