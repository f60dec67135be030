import type { InboundEvent } from '../inbound.ts'
import { isObject, type JsonObject } from '../shared/json.ts'
import { readTime } from '../shared/time.ts'
import { externalIdOf, type Sender, threadOf } from './parties.ts'
import { type Message, MessagePointer } from './payload.ts'
import { leftMember, migratedFrom, migratedTo, newMembers, newTitle, type Service } from './thread.ts'

type Handler = (service: Service) => InboundEvent

const line =
  (text: string): Handler =>
  (service) =>
    systemEvent(service, text)

/** A line that names its subject, such as a topic. */
const named =
  (text: string): Handler =>
  (service) => {
    const name = isObject(service.value) ? service.value.name : undefined
    return typeof name === 'string'
      ? systemEvent(service, `${text}: ${name}`, { name })
      : systemEvent(service, text)
  }

/**
 * Service messages: core.telegram.org/bots/api#message. Who is in a chat and what it is called changes the
 * thread; all else that a chat shows as a line is a `system` message.
 */
const HANDLERS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['new_chat_members', newMembers],
  ['left_chat_member', leftMember],
  ['new_chat_title', newTitle],
  ['migrate_to_chat_id', migratedTo],
  ['migrate_from_chat_id', migratedFrom],
  ['pinned_message', pinned],
  ['new_chat_photo', line('changed the photo')],
  ['delete_chat_photo', line('removed the photo')],
  ['group_chat_created', line('created the group')],
  ['supergroup_chat_created', line('created the group')],
  ['channel_chat_created', line('created the channel')],
  ['message_auto_delete_timer_changed', line('changed the auto-delete timer')],
  ['chat_owner_left', line('left as the owner')],
  ['chat_owner_changed', line('changed the owner')],
  ['chat_background_set', line('changed the background')],
  ['boost_added', line('boosted the chat')],
  ['forum_topic_created', named('created a topic')],
  ['forum_topic_edited', named('changed the topic')],
  ['forum_topic_closed', line('closed the topic')],
  ['forum_topic_reopened', line('reopened the topic')],
  ['general_forum_topic_hidden', line('hid the general topic')],
  ['general_forum_topic_unhidden', line('showed the general topic')],
  ['video_chat_scheduled', line('scheduled a video chat')],
  ['video_chat_started', line('started a video chat')],
  ['video_chat_ended', line('ended the video chat')],
  ['video_chat_participants_invited', line('invited to the video chat')],
  ['giveaway_created', line('created a giveaway')],
  ['giveaway_completed', line('completed the giveaway')],
  ['checklist_tasks_done', line('changed tasks of a checklist')],
  ['checklist_tasks_added', line('added tasks to a checklist')],
  ['poll_option_added', line('added an option to a poll')],
  ['poll_option_deleted', line('deleted an option of a poll')],
  ['gift', line('sent a gift')],
  ['unique_gift', line('sent a unique gift')],
  ['gift_upgrade_sent', line('sent the upgrade of a gift')],
  ['connected_website', line('logged in on the website')],
  ['write_access_allowed', line('allowed the bot to write')],
  ['passport_data', line('shared Telegram Passport data')],
  ['proximity_alert_triggered', line('came near')],
  ['managed_bot_created', line('created a bot')],
  ['community_chat_added', line('was added to a community')],
  ['community_chat_joined', line('joined from a community')],
  ['community_chat_removed', line('was removed from the community')],
  ['paid_message_price_changed', line('changed the price of messages')],
  ['direct_message_price_changed', line('changed the price of direct messages')],
  ['suggested_post_approved', line('approved the suggested post')],
  ['suggested_post_approval_failed', line('could not approve the suggested post')],
  ['suggested_post_declined', line('declined the suggested post')],
  ['suggested_post_paid', line('paid for the suggested post')],
  ['suggested_post_refunded', line('refunded the suggested post')],
])

/** The event of a service message, or null where the message is somebody's own words. */
export function serviceEvent(
  raw: JsonObject,
  message: Message,
  sender: Sender,
  accountId: string,
): InboundEvent | null {
  for (const key in raw) {
    const handler = HANDLERS.get(key)
    const value = raw[key]
    if (handler && value !== undefined && value !== null && value !== false)
      return handler({ event: key, value, message, sender, accountId })
  }
  return null
}

/** The pinned message itself is left out: it is stored already, or from before our time. */
function pinned(service: Service): InboundEvent {
  const { data: pointer } = MessagePointer.safeParse(service.value)
  const details: JsonObject = pointer ? { messageExternalId: externalIdOf(service.message, pointer) } : {}
  return systemEvent(service, 'pinned a message', details)
}

function systemEvent({ event, message, sender }: Service, text: string, details?: JsonObject): InboundEvent {
  return {
    kind: 'system',
    at: readTime(message.date),
    thread: threadOf(message),
    customer: sender.customer,
    externalId: externalIdOf(message),
    content: { type: 'SYSTEM', text, attachments: [], data: { event, ...details } },
  }
}
