/** core.telegram.org/bots/api#deletemessage, #deletemessages */
import type { Performed } from '../../network.ts'
import { bad, ok } from './answers.ts'
import { findChat } from './chats.ts'
import { findShown } from './message-object.ts'
import type { TelegramRequest } from './request.ts'

/** "A message can only be deleted if it was sent less than 48 hours ago." */
const MAX_AGE_MS = 48 * 3_600_000

export function deleteMessage(request: TelegramRequest): Performed {
  const id = request.params.text('message_id')
  if (id === undefined) throw bad('message identifier is not specified')
  const message = findShown(findChat(request), id)
  if (!message) throw bad('message to delete not found')
  if (request.world.now() - message.at >= MAX_AGE_MS) throw bad("message can't be deleted")
  message.deleted = true
  return ok(true)
}

/** "If some of the specified messages can't be found, they are skipped." */
export function deleteMessages(request: TelegramRequest): Performed {
  const ids = request.params.json('message_ids', 'message identifiers')
  if (!Array.isArray(ids)) throw bad('expected an Array of message identifiers')
  if (ids.length === 0) throw bad('message identifiers are not specified')
  if (ids.length > 100) throw bad('too many message identifiers specified')
  const conversation = findChat(request)
  const found = ids
    .map((id) => findShown(conversation, String(id)))
    .filter((message) => message !== undefined)
  if (found.some((message) => request.world.now() - message.at >= MAX_AGE_MS))
    throw bad("message can't be deleted")
  for (const message of found) message.deleted = true
  return ok(true)
}
