/**
 * Ids of rows that no foreign key watches, by why that is so. Each is looked up together with its project, so that
 * one of another tenant names nothing. A new column belongs under a foreign key, or here with its reason.
 */
export const FREE_REFERENCES: Record<string, string[]> = {
  'what happened is told after what it happened to is gone': [
    'audit_entries.actor_id',
    'audit_entries.subject_id',
    'change_log.conversation_id',
    'change_log.platform_id',
    'change_log.subject_id',
    'customers.merged_into_id',
    'idempotency_keys.result_id',
    'invitations.invited_by_id',
    'messages.edited_by_event_id',
    'messages.event_id',
    'platforms.created_by',
    'template_calls.template_id',
  ],
  'events are kept for a time and dropped by the partition': [
    'inbound_events.message_id',
    'inbound_events.platform_id',
    'inbound_keys.event_id',
    'inbound_keys.platform_id',
  ],
  'repeats what its message, conversation or identity says, which a foreign key watches': [
    'identity_keys.platform_id',
    'message_parts.conversation_id',
    'message_parts.platform_id',
    'message_refs.message_id',
    'message_refs.platform_id',
    'messages.identity_id',
    'messages.platform_id',
    'processing_tasks.message_id',
    'send_lanes.platform_id',
  ],
  'messages of a conversation that answer each other; the one private answer has a table with foreign keys': [
    'messages.parent_id',
    'messages.private_reply_to_id',
    'messages.reply_to_id',
  ],
  'names no row: a process, or what a network is told': [
    'message_parts.reference',
    'send_attempts.worker',
    'send_lanes.lease_owner',
  ],
}
