import type { Json, MessageContent, MessageHappened } from '../../channels/inbound.ts'
import { channelOf } from '../../channels/index.ts'
import type { NativeRequest } from '../../channels/outbound.ts'
import type { Row, Transaction } from '../../infra/database.ts'
import type { MarkedMessage } from '../conversations/watermarks.ts'
import { type KnownRecipient, knowRecipient } from '../outbound/know-recipient.ts'
import { storableKey } from '../text.ts'
import type { MessageRef } from './claim-message-refs.ts'
import { type InboundItem, isOf } from './inbound-item.ts'

/** A part of a message of ours of which nobody has told yet whether the network took it. */
interface OpenPart extends Row {
  message_id: string
  position: number
  platform_id: string
  conversation_id: string
  thread: string
  reference: string
  status: string
  request: NativeRequest
  external_ids: string[]
  is_private_reply: boolean
}

/** What was settled, and conversations that turned out to be with somebody known by another id. */
export interface Recognised {
  messages: MarkedMessage[]
  conversations: { id: string; platformId: string }[]
}

const isUuid = (text: string) => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text)

/**
 * An echo or a status may speak of a message of ours before the call's own answer is known, or when it never will
 * be. It is recognised by the reference that we attached and the network gives back, else, for an echo, by its text
 * among what is on its way in the thread. Recognised parts were taken by the network: they are SENT, and the id
 * means their message.
 */
export async function recogniseOwn(
  transaction: Transaction,
  projectId: string,
  items: readonly InboundItem[],
  refOf: (item: InboundItem) => MessageRef | undefined,
): Promise<Recognised> {
  const strangers = items.filter((item) => isReport(item) && isStranger(refOf(item)))
  if (strangers.length === 0) return { messages: [], conversations: [] }
  const open = await openParts(transaction, projectId, strangers)
  const found: { item: InboundItem; part: OpenPart; ref: MessageRef }[] = []
  for (const item of strangers) {
    const ref = refOf(item)
    const part = ref && partOf(item, open)
    if (!part || !ref || !isStranger(ref)) continue
    ref.messageId = part.message_id
    part.external_ids = [...part.external_ids, ref.externalId]
    part.status = 'SENT'
    found.push({ item, part, ref })
  }
  confirm(transaction, projectId, found)
  const recognised: Recognised = { messages: [], conversations: [] }
  for (const { item, part, ref } of found) {
    const { platformId } = ref
    const known = await recipientOf(transaction, projectId, item, part)
    const conversationId = known?.conversationId ?? part.conversation_id
    for (const id of [part.message_id, ...(known?.movedIds ?? [])])
      recognised.messages.push({ id, platformId, conversationId })
    if (known) recognised.conversations.push({ id: conversationId, platformId })
  }
  return recognised
}

/** A private answer is addressed by a comment: its echo stands in the thread of who really got it. */
async function recipientOf(
  transaction: Transaction,
  projectId: string,
  item: InboundItem,
  part: OpenPart,
): Promise<KnownRecipient | null> {
  if (!part.is_private_reply || !isOf(item, 'echo') || item.event.thread.type !== 'PRIVATE') return null
  const place = { platformId: part.platform_id, conversationId: part.conversation_id }
  return await knowRecipient(transaction, projectId, place, item.event.thread.externalId)
}

/** Nothing is stored under its id yet. */
function isStranger(ref: MessageRef | undefined): boolean {
  return ref !== undefined && (ref.messageId === null || ref.messageId === ref.newMessageId)
}

function isReport(item: InboundItem): boolean {
  if (isOf(item, 'echo')) return true
  return isOf(item, 'status') && item.event.clientReference !== undefined
}

function referenceOf(item: InboundItem): string | null {
  const reference = isOf(item, 'echo', 'status') ? item.event.clientReference : undefined
  return reference !== undefined && isUuid(reference) ? reference : null
}

async function openParts(
  transaction: Transaction,
  projectId: string,
  items: readonly InboundItem[],
): Promise<OpenPart[]> {
  const references = items.map(referenceOf).filter((reference) => reference !== null)
  const threads = items.flatMap((item) =>
    isOf(item, 'echo')
      ? [{ platform: item.platformId, thread: storableKey(item.event.thread.externalId) }]
      : [],
  )
  return await transaction.query<OpenPart>({
    name: 'open-parts',
    text: `SELECT p.message_id, p.position, p.platform_id, p.conversation_id, c.external_id AS thread, p.reference, p.status,
                  p.external_ids, p.request, m.private_reply_to_id IS NOT NULL AS is_private_reply
           FROM (
             SELECT * FROM message_parts WHERE project_id = $1 AND reference = ANY ($2::uuid[])
             UNION
             SELECT o.* FROM unnest($3::uuid[], $4::text[]) AS w (platform_id, external_id)
               JOIN conversations t ON t.project_id = $1 AND t.platform_id = w.platform_id AND t.external_id = w.external_id
               JOIN message_parts o ON o.project_id = $1 AND o.conversation_id = t.id AND o.status IN ('SENDING', 'UNCONFIRMED')
           ) p
           JOIN conversations c ON c.project_id = $1 AND c.id = p.conversation_id
           JOIN messages m ON m.project_id = $1 AND m.id = p.message_id
           ORDER BY p.message_id, p.position`,
    values: [projectId, references, threads.map((one) => one.platform), threads.map((one) => one.thread)],
  })
}

function partOf(item: InboundItem, open: readonly OpenPart[]): OpenPart | undefined {
  const reference = referenceOf(item)
  if (reference !== null)
    return open.find((part) => part.reference === reference && part.platform_id === item.platformId)
  if (!isOf(item, 'echo') || isOfAnother(item)) return undefined
  const thread = storableKey(item.event.thread.externalId)
  const { content } = item.event
  return open.find(
    (part) =>
      part.platform_id === item.platformId &&
      part.thread === thread &&
      (part.status === 'SENDING' || part.status === 'UNCONFIRMED') &&
      saysTheSame(part.request, content),
  )
}

/** A network that gives references back gave none: somebody else wrote this. Comments carry none anywhere. */
function isOfAnother({ network, event }: InboundItem<MessageHappened>): boolean {
  return event.thread.type !== 'PUBLIC' && channelOf(network)?.outbound?.givesBackReference === true
}

/** Its text stands in the request as it is; what has none is a file, and its request names one. */
function saysTheSame({ body = null }: NativeRequest, { text }: MessageContent): boolean {
  const words = stringsIn(body)
  return text === null ? words.some((word) => /^https?:\/\//.test(word)) : words.includes(text)
}

function stringsIn(value: Json): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : []
}

function confirm(
  transaction: Transaction,
  projectId: string,
  found: readonly { part: OpenPart; ref: MessageRef }[],
): void {
  if (found.length === 0) return
  goOn(transaction, projectId, found)
  // Messages before their parts, as everywhere.
  transaction.write({
    name: 'lock-own-messages',
    text: 'SELECT FROM messages WHERE project_id = $1 AND id = ANY ($2::uuid[]) ORDER BY id FOR UPDATE',
    values: [projectId, found.map(({ part }) => part.message_id)],
  })
  transaction.write({
    name: 'confirm-parts',
    text: `UPDATE message_parts p SET status = CASE WHEN p.status IN ('QUEUED', 'SENDING', 'UNCONFIRMED', 'FAILED') THEN 'SENT' ELSE p.status END,
             external_ids = p.external_ids || array_remove(ARRAY[f.external_id], NULL), sent_at = coalesce(p.sent_at, now())
           FROM unnest($2::uuid[], $3::int[], $4::text[]) AS f (message_id, position, external_id)
           WHERE p.project_id = $1 AND p.message_id = f.message_id AND p.position = f.position AND NOT f.external_id = ANY (p.external_ids)`,
    values: [
      projectId,
      found.map(({ part }) => part.message_id),
      found.map(({ part }) => part.position),
      found.map(({ ref }) => ref.externalId),
    ],
  })
  transaction.write({
    name: 'confirm-messages',
    text: `UPDATE messages m SET external_id = coalesce(m.external_id, f.external_id), sent_at = coalesce(m.sent_at, now()),
             delivery_status = CASE WHEN m.delivery_status NOT IN ('SENDING', 'UNCONFIRMED', 'FAILED') THEN m.delivery_status ELSE (
               SELECT CASE WHEN bool_or(p.status = 'UNCONFIRMED') THEN 'UNCONFIRMED'
                           WHEN bool_or(p.status IN ('QUEUED', 'SENDING')) THEN 'SENDING' ELSE 'SENT' END
               FROM message_parts p WHERE p.project_id = $1 AND p.message_id = m.id) END,
             error = NULL, error_class = NULL, error_code = NULL
           FROM unnest($2::uuid[], $3::text[]) AS f (id, external_id)
           WHERE m.project_id = $1 AND m.id = f.id`,
    values: [projectId, found.map(({ part }) => part.message_id), found.map(({ ref }) => ref.externalId)],
  })
}

/**
 * The rest of a message that had stopped at the part goes on. Lanes come before their messages, as a worker locks
 * them: a lane that is being closed because its message stood still is opened again after that, and not left away.
 */
function goOn(transaction: Transaction, projectId: string, found: readonly { part: OpenPart }[]): void {
  transaction.write({
    name: 'go-on-after-own',
    text: `INSERT INTO send_lanes AS l (project_id, conversation_id, platform_id, due_at)
           SELECT DISTINCT m.project_id, m.conversation_id, m.platform_id, now() FROM messages m
           WHERE m.project_id = $1 AND m.id = ANY ($2::uuid[]) AND m.part_count > 1
           ORDER BY m.conversation_id
           ON CONFLICT (project_id, conversation_id) DO UPDATE SET due_at = least(l.due_at, excluded.due_at)`,
    values: [projectId, found.map(({ part }) => part.message_id)],
  })
}
