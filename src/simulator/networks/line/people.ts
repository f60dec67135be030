/** Profiles: developers.line.biz/en/reference/messaging-api/#get-profile, #get-group-member-profile, #get-group-summary */
import type { JsonObject } from '../../json.ts'
import type { Conversation, Customer, Performed } from '../../network.ts'
import { answer, notFound } from './refusals.ts'
import type { LineRequest } from './request.ts'

/** A profile is shown only of people who added the account and have not blocked it. */
export function readProfile({ call, account, world, ids: [userId = ''] }: LineRequest): Performed {
  const conversation = world.findConversation(account, userId)
  if (!conversation || conversation.blocked || call.recipientBlocked || !userId.startsWith('U'))
    throw notFound()
  return { answer: answer(200, { ...profile(conversation.customer), language: 'en' }) }
}

/** Members of a group are shown although they never added the account. */
export function readMember({ account, world, ids: [chatId = '', userId = ''] }: LineRequest): Performed {
  requireChat(world.findConversation(account, chatId))
  const known = world.findConversation(account, userId)?.customer
  const displayName = known?.name ?? `Member ${userId.slice(-4)}`
  return { answer: answer(200, known ? profile(known) : { userId, displayName }) }
}

export function readGroup({ account, world, ids: [groupId = ''] }: LineRequest): Performed {
  const { customer } = requireChat(world.findConversation(account, groupId))
  const pictureUrl = customer.pictureUrl === null ? {} : { pictureUrl: customer.pictureUrl }
  return { answer: answer(200, { groupId, groupName: customer.name, ...pictureUrl }) }
}

/** …#get-bot-info */
export function readBot({ account }: LineRequest): Performed {
  const body: JsonObject = {
    userId: account.externalId,
    basicId: `@${account.externalId.slice(-8)}`,
    displayName: account.name,
    chatMode: 'bot',
    markAsReadMode: 'manual',
  }
  return { answer: answer(200, body) }
}

function requireChat(conversation: Conversation | null): Conversation {
  if (!conversation || conversation.blocked) throw notFound()
  return conversation
}

function profile({ id, name, pictureUrl }: Customer): JsonObject {
  return { userId: id, displayName: name, ...(pictureUrl !== null && { pictureUrl }) }
}
