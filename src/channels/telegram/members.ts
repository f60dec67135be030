/** core.telegram.org/bots/api#chatmemberupdated */
import type { InboundEvent, Json, Noted, ThreadChanged } from '../inbound.ts'
import { readTime } from '../shared/time.ts'
import { partyOfChat, partyOfUser, threadOfChat } from './parties.ts'
import { type Member, MemberUpdated, read } from './payload.ts'

const ABSENT: ReadonlySet<string> = new Set(['left', 'kicked'])

/** A restricted member may be in the chat or not: core.telegram.org/bots/api#chatmemberrestricted */
function isPresent({ status, is_member }: Member): boolean {
  return status === 'restricted' ? is_member !== false : !ABSENT.has(status)
}

/** The bot's own standing; in a private chat "only when the bot is blocked or unblocked by the user". */
export function ownStandingEvent(raw: Json, subject: string): InboundEvent {
  const update = read(MemberUpdated, raw, subject)
  if (update.chat.type !== 'private')
    return threadEvent(update, subject, (present) => ({ kind: present ? 'join' : 'leave' }))
  return {
    kind: isPresent(update.new_chat_member) ? 'follow' : 'unfollow',
    at: readTime(update.date),
    customer: update.from ? partyOfUser(update.from) : partyOfChat(update.chat),
  }
}

export function memberEvent(raw: Json, subject: string, accountId: string): InboundEvent {
  const update = read(MemberUpdated, raw, subject)
  const member = partyOfUser(update.new_chat_member.user)
  if (member.externalId === accountId) return ownStandingEvent(raw, subject)
  return threadEvent(update, subject, (present) =>
    present ? { kind: 'members', joined: [member] } : { kind: 'members', left: [member] },
  )
}

type Change = Pick<ThreadChanged, 'kind' | 'joined' | 'left'>

/** Only coming and going changes the thread; a promotion or a restriction does not. */
function threadEvent(
  update: MemberUpdated,
  subject: string,
  changeOf: (present: boolean) => Change,
): ThreadChanged | Noted {
  const at = readTime(update.date)
  const present = isPresent(update.new_chat_member)
  const before = update.old_chat_member
  if (before && isPresent(before) === present) return { kind: 'noted', at, subject: `${subject}.role` }
  return { at, thread: threadOfChat(update.chat), ...changeOf(present) }
}
