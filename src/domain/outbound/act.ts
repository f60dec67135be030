import type { Channel } from '../../channels/channel.ts'
import type { Json } from '../../channels/inbound.ts'
import type { ChannelError, NativeRequest } from '../../channels/outbound.ts'
import { isObject } from '../../channels/shared/json.ts'
import { newId } from '../../infra/uuid.ts'
import { openCredentials } from '../platforms/credentials.ts'
import { storableText } from '../text.ts'
import type { CallResult } from './call-network.ts'
import type { SendTarget } from './load-target.ts'
import type { SendingDependencies } from './sending-dependencies.ts'
import { NetworkRefused } from './sending-failures.ts'

export type ActionKind = 'EDIT' | 'DELETE' | 'REACT' | 'READ' | 'ACKNOWLEDGE' | 'HIDE' | 'UNHIDE'

export interface Action {
  projectId: string
  messageId: string
  kind: ActionKind
  target: SendTarget
  request: NativeRequest
  /** Which of several requests that do it; the first where it is one. */
  position?: number
  /** Whether a refusal says that it was done before. */
  isDone?: (error: ChannelError) => boolean
}

/**
 * Does something to a message at its network, with an entry in the ledger before and after. These actions are
 * idempotent: one of which nothing was heard can be asked for again. Throws NetworkRefused.
 */
export async function act(
  deps: Pick<SendingDependencies, 'database' | 'network' | 'vault'>,
  action: Action,
): Promise<void> {
  const { projectId, messageId, kind, target, request, position = 0, isDone } = action
  const id = newId()
  await deps.database.worker(async (transaction) =>
    transaction.write({
      name: 'begin-action',
      text: `INSERT INTO send_attempts (project_id, id, message_id, position, kind, worker, started_at) VALUES ($1, $2, $3, $5, $4, $2, now())`,
      values: [projectId, id, messageId, kind, position],
    }),
  )
  const call = await callAs(deps, target, request)
  const error = errorOf(target.channel, request, call)
  await deps.database.worker(async (transaction) =>
    transaction.write({
      name: 'finish-action',
      text: `UPDATE send_attempts SET finished_at = now(), outcome = $3, status = $4, error_class = $5, error_code = $6, error = $7
             WHERE project_id = $1 AND id = $2`,
      values: [
        projectId,
        id,
        error === null ? 'ACCEPTED' : error.mayBeAccepted ? 'UNKNOWN' : 'REFUSED',
        call.kind === 'answered' ? call.response.status : null,
        error?.class ?? null,
        error?.code ?? null,
        error && storableText(error.message),
      ],
    }),
  )
  if (error && !isDone?.(error)) throw refusal(target.channel, error)
}

export async function callAs(
  { network, vault }: Pick<SendingDependencies, 'network' | 'vault'>,
  {
    channel,
    platformId,
    sealedCredentials,
  }: Pick<SendTarget, 'channel' | 'platformId' | 'sealedCredentials'>,
  request: NativeRequest,
): Promise<CallResult> {
  const token = openCredentials(vault, platformId, sealedCredentials)?.accessToken ?? ''
  return await network.call(channel, request, token)
}

/** Null when the network did it. What is no send is answered without an id. */
export function errorOf(
  { outbound }: Channel,
  request: NativeRequest,
  call: CallResult,
): ChannelError | null {
  if (call.kind !== 'answered')
    return {
      class: 'TRANSIENT',
      code: 'NO_ANSWER',
      message: call.reason,
      mayBeAccepted: call.kind === 'lost',
    }
  const { status, body } = call.response
  if (status >= 200 && status < 300 && !tellsOfFailure(body)) return null
  const result = outbound?.read(call.response, request)
  return result && !result.ok ? result.error : null
}

function tellsOfFailure(body: Json): boolean {
  return isObject(body) && (body.error !== undefined || body.ok === false || body.success === false)
}

export function refusal({ name }: Channel, error: ChannelError): NetworkRefused {
  const told = `${name} answered ${error.class} (${error.code}): ${error.message}`
  const advice = error.class === 'TRANSIENT' || error.class === 'RATE_LIMITED' ? ' Try again.' : ''
  return new NetworkRefused('NETWORK_REFUSED', `${told}${advice}`)
}
