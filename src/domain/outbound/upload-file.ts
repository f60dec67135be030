import type { Channel } from '../../channels/channel.ts'
import type { NativeRequest, SendResult } from '../../channels/outbound.ts'
import type { Transaction } from '../../infra/database.ts'
import { unlessDeadlocked } from '../../infra/database-errors.ts'
import { newId } from '../../infra/uuid.ts'
import { openCredentials } from '../platforms/credentials.ts'
import type { CallResult } from './call-network.ts'
import type { DeliverDependencies } from './deliver-dependencies.ts'
import type { FileNeed } from './file-needs.ts'
import { keepLease } from './keep-lease.ts'
import { type Lane, rest } from './lanes.ts'
import type { SendTarget } from './load-target.ts'
import { lockParts, type MessagePart } from './message-parts.ts'
import { rememberNetworkFile } from './network-files.ts'
import { type OutboundMessageState, saveOutboundMessage } from './outbound-message.ts'
import { asGiven } from './prepare-part.ts'
import { finishAttempt, follow, lockMessage, unanswered } from './settle-attempt.ts'
import { surely } from './surely.ts'

export interface Upload {
  part: MessagePart
  message: OutboundMessageState
  target: SendTarget
  need: FileNeed
}

type UploadResult = { ok: true; externalId: string; keptMs?: number } | Extract<SendResult, { ok: false }>

/**
 * Gives a file to the network before the part that shows it. It stands in the ledger like a send, but one of which
 * nobody knows whether it was taken is simply repeated: nobody sees a file that no message names, and the network
 * throws it away.
 */
export async function uploadFile(
  deps: DeliverDependencies,
  lane: Lane,
  owner: string,
  upload: Upload,
  isStopping: () => boolean,
): Promise<void> {
  const { target, need, message } = upload
  const request = requestOf(target, need)
  const token = openCredentials(deps.vault, target.platformId, target.sealedCredentials)?.accessToken ?? ''
  const attemptId = await unlessDeadlocked(() =>
    deps.database.worker((transaction) =>
      beginUpload(transaction, lane, owner, upload.part, deps.clock.now()),
    ),
  )
  if (attemptId === null) return
  const { call, isGivenUp } = await callHolding(deps, lane, owner, { target, request, token, isStopping })
  const result = readUpload(target.channel, call)
  if (!result.ok)
    deps.logger.info(
      {
        messageId: message.id,
        platformId: target.platformId,
        class: result.error.class,
        code: result.error.code,
      },
      'a network did not take a file',
    )
  await surely(deps, () =>
    deps.database.worker(async (transaction) => {
      finishAttempt(transaction, lane.projectId, { attemptId, call, result: asSend(result) })
      if (isGivenUp) return rest(transaction, lane, owner, deps.clock.now())
      if (result.ok) remember(transaction, lane, upload, result, deps.clock.now())
      else await followUpload(transaction, lane, upload, result, deps.clock.now())
    }),
  )
}

function requestOf({ channel, accountId: externalId }: SendTarget, need: FileNeed): NativeRequest {
  const { upload } = channel.files ?? {}
  if (!upload) throw new Error(`${channel.name} takes no uploads`)
  return upload.request(need.file, need.as, need.fileName, { externalId })
}

/** Null when the lane or the part is no longer ours. What a dead worker left open is settled by the way. */
async function beginUpload(
  transaction: Transaction,
  { projectId, conversationId }: Lane,
  owner: string,
  { messageId, position }: MessagePart,
  now: Date,
): Promise<string | null> {
  const rows = await transaction.query<{ id: string }>({
    name: 'begin-upload',
    text: `WITH ours AS (
             SELECT 1 FROM send_lanes WHERE project_id = $1 AND conversation_id = $2 AND lease_owner = $3 AND lease_until > now() FOR UPDATE
           ), message AS (
             SELECT m.id FROM messages m, ours WHERE m.project_id = $1 AND m.id = $4 FOR UPDATE OF m
           ), part AS (
             SELECT p.position FROM message_parts p, message
             WHERE p.project_id = $1 AND p.message_id = $4 AND p.position = $5 AND p.status = 'QUEUED' FOR UPDATE OF p
           ), abandoned AS (
             UPDATE send_attempts SET outcome = 'UNKNOWN', finished_at = now(), error = 'the worker that made the call is gone'
             FROM part WHERE project_id = $1 AND message_id = $4 AND kind = 'UPLOAD' AND outcome IS NULL
           )
           INSERT INTO send_attempts (project_id, id, message_id, position, kind, worker, started_at)
           SELECT $1, $6, $4, $5, 'UPLOAD', $3, $7 FROM part RETURNING id`,
    values: [projectId, conversationId, owner, messageId, position, newId(), now],
  })
  return rows[0]?.id ?? null
}

interface Holding {
  target: SendTarget
  request: NativeRequest
  token: string
  isStopping: () => boolean
}

/** Ended early when this process stops: the next one begins anew. */
async function callHolding(
  deps: DeliverDependencies,
  lane: Lane,
  owner: string,
  { target, request, token, isStopping }: Holding,
): Promise<{ call: CallResult; isGivenUp: boolean }> {
  const { channel } = target
  await using lease = keepLease(deps, lane, owner, isStopping)
  const open = ({ id }: { id: string }) => deps.files.open({ projectId: lane.projectId, id })
  const call = await deps.network.call(channel, request, token, { open, signal: lease.signal })
  return { call, isGivenUp: lease.signal.aborted && call.kind !== 'answered' }
}

function readUpload({ files }: Channel, call: CallResult): UploadResult {
  if (call.kind === 'answered' && files?.upload) return files.upload.read(call.response)
  return { ok: false, error: unanswered(call) }
}

function asSend(result: UploadResult): SendResult {
  return result.ok ? { ok: true, externalIds: [] } : result
}

function remember(
  transaction: Transaction,
  { projectId }: Lane,
  { target, need, part }: Upload,
  { externalId, keptMs }: Extract<UploadResult, { ok: true }>,
  now: Date,
): void {
  const expiresAt = keptMs === undefined ? null : new Date(now.getTime() + keptMs)
  rememberNetworkFile(transaction, projectId, target.platformId, asGiven(need), externalId, expiresAt)
  // The send has its own tries.
  transaction.write({
    name: 'renew-tries',
    text: `UPDATE message_parts SET tries = 0 WHERE project_id = $1 AND message_id = $2 AND position = $3 AND status = 'QUEUED'`,
    values: [projectId, part.messageId, part.position],
  })
}

async function followUpload(
  transaction: Transaction,
  lane: Lane,
  { target, message, part: { position } }: Upload,
  { error }: Extract<UploadResult, { ok: false }>,
  now: Date,
): Promise<void> {
  lockMessage(transaction, lane.projectId, message.id)
  message.parts = await lockParts(transaction, lane.projectId, [message.id])
  const part = message.parts.find((one) => one.position === position)
  // Cancelled meanwhile.
  if (part?.status !== 'QUEUED') return
  follow(transaction, lane, target, message, part, { ...error, mayBeAccepted: false }, now)
  await saveOutboundMessage(transaction, lane.projectId, message)
}
