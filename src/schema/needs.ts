import type { Permission } from '../domain/access/permissions.ts'

/**
 * What each part of the graph needs: with domain/access/permissions.ts, which tells the roles that have it, this is
 * the whole of who may see and do what. A field of Query, Mutation or Subscription, or a type that is a Node, that
 * stands in no line here is closed to everyone.
 */
export type Need = Permission | 'ANYONE'

type Needs = Readonly<Record<string, Need>>

const query: Needs = {
  node: 'ANYONE', // what it finds needs what its type needs
  nodes: 'ANYONE',
  viewer: 'ANYONE',
  rateLimit: 'ANYONE',
  changeCursor: 'READ_INBOX',
  platforms: 'READ_INBOX',
  personalities: 'READ_INBOX',
  customers: 'READ_INBOX',
  conversations: 'READ_INBOX',
  messages: 'READ_INBOX',
  messageTemplates: 'READ_INBOX',
  processingTasks: 'READ_INBOX',
  inboundEvents: 'INSPECT_EVENTS',
  members: 'READ_MEMBERS',
  teams: 'READ_MEMBERS',
  invitations: 'MANAGE_MEMBERS',
  apiKeys: 'MANAGE_API_KEYS',
  auditEntries: 'READ_AUDIT',
  identityProvider: 'MANAGE_ORGANIZATION',
}

const mutation: Needs = {
  sendMessage: 'SEND_MESSAGES',
  previewMessage: 'SEND_MESSAGES',
  editMessage: 'SEND_MESSAGES',
  deleteMessage: 'SEND_MESSAGES',
  reactToMessage: 'SEND_MESSAGES',
  replyPrivately: 'SEND_MESSAGES',
  previewPrivateReply: 'SEND_MESSAGES',
  hideMessage: 'SEND_MESSAGES',
  unhideMessage: 'SEND_MESSAGES',
  retryAttachment: 'SEND_MESSAGES',
  cancelMessage: 'SEND_MESSAGES',
  retryMessage: 'SEND_MESSAGES',
  retryFailedMessages: 'SEND_MESSAGES',
  resolveMessage: 'SEND_MESSAGES',
  markConversationRead: 'SEND_MESSAGES',
  sendTyping: 'SEND_MESSAGES',
  replayInboundEvents: 'INSPECT_EVENTS',
  createMessageTemplate: 'CONFIGURE_CHANNELS',
  updateMessageTemplate: 'CONFIGURE_CHANNELS',
  deleteMessageTemplate: 'CONFIGURE_CHANNELS',
  syncMessageTemplates: 'CONFIGURE_CHANNELS',
  createApiKey: 'MANAGE_API_KEYS',
  rotateApiKey: 'MANAGE_API_KEYS',
  revokeApiKey: 'MANAGE_API_KEYS',
  inviteMember: 'MANAGE_MEMBERS',
  revokeInvitation: 'MANAGE_MEMBERS',
  acceptInvitation: 'ANYONE', // who has the token, and signed in
  changeMemberRole: 'MANAGE_MEMBERS',
  removeMember: 'MANAGE_MEMBERS',
  createTeam: 'MANAGE_MEMBERS',
  updateTeam: 'MANAGE_MEMBERS',
  deleteTeam: 'MANAGE_MEMBERS',
  addTeamMember: 'MANAGE_MEMBERS',
  removeTeamMember: 'MANAGE_MEMBERS',
  setIdentityProvider: 'MANAGE_ORGANIZATION',
  removeIdentityProvider: 'MANAGE_ORGANIZATION',
}

const subscription: Needs = {
  events: 'READ_INBOX',
  messageReceived: 'READ_INBOX',
  messageUpdated: 'READ_INBOX',
  conversationUpdated: 'READ_INBOX',
}

export const rootNeeds: Readonly<Record<'Query' | 'Mutation' | 'Subscription', Needs>> = {
  Query: query,
  Mutation: mutation,
  Subscription: subscription,
}

/** Wherever an object of the type comes up: by its list, by `node`, below another, in a payload or an event. */
export const typeNeeds: Needs = {
  Organization: 'ANYONE', // the viewer's own
  Project: 'ANYONE', // the viewer's own
  ApiKey: 'ANYONE', // the viewer's own; others come by `apiKeys` alone
  Member: 'READ_MEMBERS',
  Team: 'READ_MEMBERS',
  Invitation: 'MANAGE_MEMBERS',
  AuditEntry: 'READ_AUDIT',
  IdentityProvider: 'MANAGE_ORGANIZATION',
  PlatformApp: 'CONFIGURE_CHANNELS',
  Webhook: 'CONFIGURE_CHANNELS',
  Platform: 'READ_INBOX',
  Personality: 'READ_INBOX',
  PlatformMetric: 'READ_METRICS',
  Customer: 'READ_INBOX',
  CustomerIdentity: 'READ_INBOX',
  Conversation: 'READ_INBOX',
  Message: 'READ_INBOX',
  Attachment: 'READ_INBOX',
  MediaFile: 'READ_INBOX',
  MessageTemplate: 'READ_INBOX',
  ProcessingTask: 'READ_INBOX',
  InboundEvent: 'INSPECT_EVENTS',
}

/** Single fields that need more than their type does. */
export const fieldNeeds: Readonly<Record<string, Needs>> = {
  Customer: { phone: 'READ_CONTACTS' },
  Platform: { metrics: 'READ_METRICS' },
  Member: { email: 'MANAGE_MEMBERS' },
}
