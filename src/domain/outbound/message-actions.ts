import type { ChannelError, OutboundContent } from '../../channels/outbound.ts'
import { Refusal } from '../../channels/shared/refusal.ts'
import type { Transaction } from '../../infra/database.ts'
import { unlessDeadlocked } from '../../infra/database-errors.ts'
import { newId } from '../../infra/uuid.ts'
import type { Principal } from '../access/principal.ts'
import { logChanges } from '../changes/log-changes.ts'
import { takeTurn } from '../inbound/take-turn.ts'
import { editMessage as applyEdit, showMessage, unsendMessage } from '../messages/change-message.ts'
import { belowComments } from '../messages/comment-threads.ts'
import { lockMessages, type MessageState, saveMessages } from '../messages/message-state.ts'
import { saveReactions } from '../messages/save-reactions.ts'
import { type Action, type ActionKind, act } from './act.ts'
import { formerDeletes } from './former-deletes.ts'
import { filesIn, type GivenContent, namesNoFile } from './given-content.ts'
import { type KnownMessage, readKnownMessage, targetOf } from './load-message.ts'
import type { SendTarget } from './load-target.ts'
import { refusePrivateUrls } from './render-message.ts'
import type { SendingDependencies } from './sending-dependencies.ts'
import {
  InvalidContent,
  PlatformUnavailable,
  UnsupportedAction,
  UnsupportedContent,
  WrongState,
} from './sending-failures.ts'
import { storedContent } from './stored-content.ts'

interface Found {
  message: KnownMessage & { externalId: string }
  target: SendTarget
}

async function find(deps: SendingDependencies, projectId: string, messageId: string): Promise<Found> {
  return await deps.database.worker(async (transaction) => {
    const message = await readKnownMessage(transaction, projectId, messageId)
    const { externalId } = message
    if (externalId === null)
      throw new WrongState('The network does not know this message: it was not sent yet.')
    if (message.visibility === 'DELETED') throw new WrongState('The message was deleted.')
    const target = await targetOf(transaction, projectId, message.conversationId, deps.clock.now())
    if (!target.facts.isPlatformActive) throw new PlatformUnavailable('The platform is switched off.')
    return { message: { ...message, externalId }, target }
  })
}

const subject = ({ message }: Found) => ({
  externalId: message.externalId,
  ...(message.tokens && { tokens: message.tokens }),
})

/** All that the network knows it by: a long message went out as several. */
function idsOf({ message }: Found): string[] {
  const ids = message.parts.flatMap((part) => part.externalIds)
  return ids.length > 0 ? ids : [message.externalId]
}

const account = ({ target }: Found) => ({ externalId: target.accountId })

function lacks({ target }: Found, what: string): UnsupportedAction {
  return new UnsupportedAction(`${target.channel.name} has no way to ${what} a message of this conversation.`)
}

function mustBeOurs({ message }: Found): void {
  if (message.direction !== 'OUTBOUND')
    throw new WrongState('Only messages of the business can be changed, not those of a customer.')
}

function isCustomersComment({ message, target }: Found): boolean {
  return message.direction === 'INBOUND' && target.recipient.thread.type === 'PUBLIC'
}

/** What a network's rules forbid about a message is told where the request is made. */
function allowed<T>(make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (error instanceof Refusal) throw new UnsupportedAction(error.message)
    throw error
  }
}

/** Rewrites a message of ours at its network. */
export async function editMessage(
  deps: SendingDependencies,
  { projectId }: Principal,
  messageId: string,
  given: GivenContent,
): Promise<string> {
  const found = await find(deps, projectId, messageId)
  mustBeOurs(found)
  const { outbound } = found.target.channel
  if (!outbound?.edit) throw lacks(found, 'edit')
  const content = withoutFiles(given)
  refusePrivateUrls(content)
  if (idsOf(found).length > 1)
    throw new WrongState('The message went out as several: send a correction instead.')
  const rendering = outbound.edit(found.target.recipient, subject(found), content, account(found))
  if (!rendering.ok) {
    const { code, message } = rendering.error
    throw code === 'UNSUPPORTED_CONTENT' ? new UnsupportedContent(message) : new InvalidContent(message)
  }
  for (const request of rendering.requests) await perform(deps, projectId, found, 'EDIT', request)
  const mark = { at: deps.clock.now(), eventId: newId() }
  return await change(deps, projectId, found, (message) => applyEdit(message, storedContent(content), mark))
}

/** An edit has no place in a lane, where a file would be given to the network first. */
function withoutFiles(given: GivenContent): OutboundContent {
  if (namesNoFile(given)) return given
  const path = ['input', 'content', ...(filesIn(given)[0]?.path.split('.') ?? [])]
  throw new InvalidContent(
    'An edit takes no fileId: give the address of the file, or send a new message.',
    path,
  )
}

/** Takes a message of ours back at its network, or removes a customer's comment from ours. */
export async function deleteMessage(
  deps: SendingDependencies,
  { projectId }: Principal,
  messageId: string,
): Promise<string> {
  const found = await find(deps, projectId, messageId)
  if (!isCustomersComment(found)) mustBeOurs(found)
  const { outbound } = found.target.channel
  const requests = idsOf(found).map((externalId) =>
    allowed(() => outbound?.remove?.(found.target.recipient, { externalId }, account(found))),
  )
  const before = await formerDeletes(deps, projectId, messageId)
  for (const [position, request] of requests.entries()) {
    if (!request) throw lacks(found, 'delete')
    const former = before.get(position)
    if (former === 'ACCEPTED') continue
    const isDone = (error: ChannelError) => former === 'UNKNOWN' && error.class === 'INVALID_REQUEST'
    await perform(deps, projectId, found, 'DELETE', request, { position, isDone })
  }
  return await change(deps, projectId, found, unsendMessage, { andBelow: true })
}

/** Hides a customer's comment from the public, or shows it again. */
export async function showComment(
  deps: SendingDependencies,
  { projectId }: Principal,
  messageId: string,
  isVisible: boolean,
): Promise<string> {
  const found = await find(deps, projectId, messageId)
  if (!isCustomersComment(found))
    throw new WrongState('Only comments of customers can be hidden: delete a message of the business.')
  const { channel, recipient } = found.target
  const request = channel.outbound?.hide?.(recipient, subject(found), !isVisible, account(found))
  if (!request) throw new UnsupportedAction(`${channel.name} has no way to hide a comment.`)
  // What the network tells of it is later than this; what somebody there did meanwhile is too, and stays.
  const asked = deps.clock.now()
  await perform(deps, projectId, found, isVisible ? 'UNHIDE' : 'HIDE', request)
  return await change(deps, projectId, found, (message) => showMessage(message, isVisible, asked))
}

/** Reacts to a message, or takes the reaction back with null. */
export async function reactToMessage(
  deps: SendingDependencies,
  { projectId, name }: Principal,
  messageId: string,
  emoji: string | null,
): Promise<string> {
  const found = await find(deps, projectId, messageId)
  const { outbound } = found.target.channel
  const request = allowed(() =>
    outbound?.react?.(found.target.recipient, subject(found), emoji, account(found)),
  )
  if (!request) throw lacks(found, 'react to')
  const asked = deps.clock.now()
  await perform(deps, projectId, found, 'REACT', request)
  await deps.database.worker(async (transaction) => {
    // The webhook about it may be stored at this very moment: only one of the two tells of a change.
    takeTurn(transaction, projectId)
    const changed = await saveReactions(transaction, projectId, [
      {
        messageId,
        senderType: 'HUMAN',
        senderExternalId: null,
        senderName: name,
        emojis: emoji === null ? [] : [emoji],
        at: asked,
      },
    ])
    if (changed.size > 0) await tell(transaction, projectId, [found.message])
  })
  deps.wakeUps.wake(projectId)
  return messageId
}

async function perform(
  deps: SendingDependencies,
  projectId: string,
  { message, target }: Found,
  kind: ActionKind,
  request: Action['request'],
  more: Pick<Action, 'position' | 'isDone'> = {},
): Promise<void> {
  await act(deps, { projectId, messageId: message.id, kind, target, request, ...more })
}

async function change(
  deps: SendingDependencies,
  projectId: string,
  found: Found,
  apply: (message: MessageState) => boolean,
  { andBelow = false } = {},
): Promise<string> {
  const { id } = found.message
  const save = async (transaction: Transaction) => {
    const below = andBelow ? await belowComments(transaction, projectId, [id]) : []
    const messages = [...(await lockMessages(transaction, projectId, [id, ...below])).values()]
    const changed = messages.filter((message) => apply(message))
    if (changed.length === 0) return
    await saveMessages(transaction, projectId, changed)
    await tell(transaction, projectId, changed)
  }
  // The network has done it already: it must not be forgotten here.
  await unlessDeadlocked(() => deps.database.worker(save))
  deps.wakeUps.wake(projectId)
  return id
}

async function tell(
  transaction: Transaction,
  projectId: string,
  messages: readonly Pick<MessageState, 'id' | 'platformId' | 'conversationId'>[],
): Promise<void> {
  const changes = messages.map(({ id: subjectId, platformId, conversationId }) => ({
    kind: 'MESSAGE_UPDATED' as const,
    subjectId,
    platformId,
    conversationId,
  }))
  await logChanges(transaction, projectId, changes)
}
