/** core.telegram.org/bots/api#getme, #getchat, #getuserprofilephotos */
import type { Performed } from '../../network.ts'
import { bad, ok } from './answers.ts'
import { findChat, isChatId } from './chats.ts'
import { botUser, chatObject } from './people.ts'
import type { TelegramRequest } from './request.ts'

export function getMe({ account }: TelegramRequest): Performed {
  return ok({
    ...botUser(account),
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_guest_queries: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
    can_manage_bots: false,
    supports_join_request_queries: false,
  })
}

export function getChat(request: TelegramRequest): Performed {
  return ok({
    ...chatObject(findChat(request)),
    accent_color_id: 0,
    max_reaction_count: 11,
    accepted_gift_types: {
      unlimited_gifts: true,
      limited_gifts: true,
      unique_gifts: true,
      premium_subscription: true,
      gifts_from_channels: true,
    },
  })
}

/** Simulated people show no photos. */
export function getUserProfilePhotos({ account, params, world }: TelegramRequest): Performed {
  const id = params.text('user_id')
  if (id === undefined || !isChatId(id)) throw bad('invalid user_id specified')
  if (!world.findConversation(account, id)) throw bad('user not found')
  const limit = params.integer('limit') ?? 100
  if (limit < 1 || limit > 100) throw bad('limit must be between 1 and 100')
  return ok({ total_count: 0, photos: [] })
}
