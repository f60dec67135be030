import { setTimeout as delay } from 'node:timers/promises'
import type { NativeRequest } from '../../channels/outbound.ts'
import type { Transaction } from '../../infra/database.ts'
import { unlessDeadlocked } from '../../infra/database-errors.ts'
import { newId } from '../../infra/uuid.ts'
import { openCredentials } from '../platforms/credentials.ts'
import { beginAttempt } from './begin-attempt.ts'
import type { CallResult } from './call-network.ts'
import type { DeliverDependencies } from './deliver-dependencies.ts'
import { keepLease } from './keep-lease.ts'
import { closeLane, type Lane, LEASE_SECONDS, leaseLane, rest } from './lanes.ts'
import { loadTarget, type SendTarget } from './load-target.ts'
import { lockNextMessage, type NextInLane, nextInLane } from './next-in-lane.ts'
import { type Prepared, preparePart } from './prepare-part.ts'
import { paceSend } from './send-limits.ts'
import { readResult, settleAttempt } from './settle-attempt.ts'
import { surely } from './surely.ts'
import { uploadFile } from './upload-file.ts'

/** What a lane waits for: nothing, or a moment that is worth being awake at. */
export type LaneOutcome = { dueAt: Date | null }

/** A slot of the limits further away than this is waited for without the lease, milliseconds. */
const LONGEST_HOLD_MS = (LEASE_SECONDS * 1000) / 4

/** After this many a busy lane leaves the others their turn. */
const MOST_PARTS_PER_TURN = 50

/**
 * Sends what waits in a lane, one part after the other. Each call stands in the ledger before it is made and is
 * settled after it, each in a transaction of its own: a worker that dies in between leaves an open attempt, and
 * whoever takes the lane next knows that nobody knows.
 */
export async function deliverLane(
  deps: DeliverDependencies,
  lane: Lane,
  isStopping: () => boolean,
): Promise<LaneOutcome> {
  const owner = newId()
  for (let parts = 0; parts < MOST_PARTS_PER_TURN && !isStopping(); parts += 1) {
    const step = await unlessDeadlocked(() => takeStep(deps, lane, owner))
    if (step.kind === 'idle') return { dueAt: null }
    if (step.kind === 'wait') return { dueAt: step.until }
    if (step.kind === 'changed') {
      deps.wakeUps.wake(lane.projectId)
      continue
    }
    const prepared = await preparePart(deps, lane, step.target, step.part)
    if (prepared.kind === 'missing') {
      await uploadFile(deps, lane, owner, { ...step, need: prepared.need }, isStopping)
      deps.wakeUps.wake(lane.projectId)
      continue
    }
    const outcome = await sendPart(deps, lane, owner, step, prepared)
    deps.wakeUps.wake(lane.projectId)
    if (outcome) return outcome
  }
  return { dueAt: await leave(deps, lane, owner, deps.clock.now()) }
}

type Step =
  | { kind: 'idle' }
  | Extract<NextInLane, { kind: 'wait' | 'changed' }>
  | (Extract<NextInLane, { kind: 'part' }> & { target: SendTarget })

async function takeStep(
  { database, clock, links }: DeliverDependencies,
  lane: Lane,
  owner: string,
): Promise<Step> {
  return await database.worker(async (transaction) => {
    transaction.write(COMMITS_SOON)
    const now = clock.now()
    // Together, in one trip.
    const [lease, target, first] = await Promise.all([
      leaseLane(transaction, lane, owner),
      loadTarget(transaction, lane.projectId, lane.conversationId, now),
      lockNextMessage(transaction, lane),
    ])
    if (!lease) return { kind: 'idle' }
    const next = target
      ? await nextInLane(transaction, lane, { target, canBeFetched: links.canBeFetched }, first, now)
      : ({ kind: 'empty' } as const)
    if (next.kind === 'empty' || !target) {
      closeLane(transaction, lane, owner)
      return { kind: 'idle' }
    }
    if (next.kind === 'wait') rest(transaction, lane, owner, next.until)
    return next.kind === 'part' ? { ...next, target } : next
  })
}

/** Need not reach the disk by itself: the attempt that follows does, and takes all before it along. */
const COMMITS_SOON = { name: 'commits-soon', text: `SELECT set_config('synchronous_commit', 'off', true)` }

type Ready = Extract<Prepared, { kind: 'ready' }>

/** What comes of the lane where the limits do not allow the send now, or it was the last; null: to be gone on with. */
async function sendPart(
  deps: DeliverDependencies,
  lane: Lane,
  owner: string,
  { part, message, target }: Extract<Step, { kind: 'part' }>,
  prepared: Ready,
): Promise<LaneOutcome | null> {
  // Before the attempt stands in the ledger: where the key is not at hand nothing was called.
  const token = tokenOf(deps, target)
  const pace = await paceSend(deps.rates, {
    channel: target.channel,
    platformId: target.platformId,
    conversationId: lane.conversationId,
    isGroup: target.recipient.thread.type === 'GROUP',
    request: prepared.request,
    accountRate: target.accountRate,
  })
  const holdMs = 'waitMs' in pace ? pace.waitMs : pace.retryInMs
  if (!('waitMs' in pace) || holdMs > LONGEST_HOLD_MS)
    return { dueAt: await leave(deps, lane, owner, new Date(deps.clock.now().getTime() + holdMs)) }
  if (holdMs > 1) await delay(holdMs)
  const begun = await unlessDeadlocked(() => beginAttempt(deps.database, lane, owner, part, deps.clock.now()))
  if (!begun) return null
  const call = await callNetwork(deps, lane, owner, target, prepared.request, token)
  const result = readResult(target.channel, prepared.request, call)
  if (!result.ok)
    deps.logger.info(
      {
        messageId: message.id,
        platformId: target.platformId,
        class: result.error.class,
        code: result.error.code,
      },
      'a network did not take a message',
    )
  const settled = { attemptId: begun, part, message, call, result, prepared }
  const { isLaneClosed } = await surely(deps, () =>
    deps.database.worker((transaction) =>
      settleAttempt(transaction, deps.queue, { lane, owner }, target, settled, deps.clock.now()),
    ),
  )
  return isLaneClosed ? { dueAt: null } : null
}

/** Files take longer than a lease. */
async function callNetwork(
  deps: DeliverDependencies,
  lane: Lane,
  owner: string,
  target: SendTarget,
  request: NativeRequest,
  token: string,
): Promise<CallResult> {
  if (!request.files) return await deps.network.call(target.channel, request, token)
  await using _lease = keepLease(deps, lane, owner)
  const open = ({ id }: { id: string }) => deps.files.open({ projectId: lane.projectId, id })
  return await deps.network.call(target.channel, request, token, { open })
}

function tokenOf({ vault }: DeliverDependencies, { platformId, sealedCredentials }: SendTarget): string {
  return openCredentials(vault, platformId, sealedCredentials)?.accessToken ?? ''
}

async function leave(
  { database }: DeliverDependencies,
  lane: Lane,
  owner: string,
  dueAt: Date,
): Promise<Date> {
  await database.worker(async (transaction: Transaction) => rest(transaction, lane, owner, dueAt))
  return dueAt
}
