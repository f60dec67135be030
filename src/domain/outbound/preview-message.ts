import type { Json } from '../../channels/inbound.ts'
import type { NativeRequest } from '../../channels/outbound.ts'
import { newId } from '../../infra/uuid.ts'
import type { Principal } from '../access/principal.ts'
import { resolveContent, type WrittenContent } from '../templates/resolve-content.ts'
import { type PartRequest, readable } from './file-needs.ts'
import { targetOf } from './load-message.ts'
import type { SendTarget } from './load-target.ts'
import { filesOf } from './our-files.ts'
import { renderMessage } from './render-message.ts'
import { type PrivateReplyInput, renderPrivateReply } from './reply-privately.ts'
import { loadReplyTarget } from './reply-target.ts'
import { sendabilityOf } from './sendability.ts'
import type { SendingDependencies } from './sending-dependencies.ts'

export interface PreviewedRequest {
  method: string
  url: string
  headers: { [key: string]: string }
  body: Json | null
  files: PreviewedFile[]
}

/** A file whose bytes go with the request. */
export interface PreviewedFile {
  field: string
  fileName: string
  mimeType: string
  size: number
}

export interface Preview {
  requests: PreviewedRequest[]
  losses: string[]
}

/** Where the account's token would stand. */
const TOKEN = '<token>'

/** The exact requests that a message would become now. Nothing is stored or sent, and windows are not looked at. */
export async function previewMessage(
  deps: SendingDependencies,
  { projectId }: Principal,
  input: { conversationId: string; content: WrittenContent; replyToId: string | null },
): Promise<Preview> {
  const now = deps.clock.now()
  const { conversationId } = input
  return await deps.database.worker(async (transaction) => {
    const target = await targetOf(transaction, projectId, conversationId, now)
    const replyTo = await loadReplyTarget(transaction, projectId, conversationId, input.replyToId)
    const { content } = await resolveContent(transaction, projectId, target, input.content)
    const facts = { ...target.facts, byPerson: true, hasReplyToken: target.replyToken !== null }
    const humanAgent = sendabilityOf(target.channel, facts, now).requires === 'HUMAN_AGENT'
    const files = await filesOf(transaction, projectId, content)
    const { requests, losses } = renderMessage(target, {
      content,
      files,
      canBeFetched: deps.links.canBeFetched,
      reference: newId(),
      ...(replyTo && { replyTo }),
      replyToken: target.replyToken ? '<reply token>' : undefined,
      humanAgent,
    })
    return { losses, requests: withUploads(target, requests).map((request) => shown(target, request)) }
  })
}

/** The same for the private answer to a comment. */
export async function previewPrivateReply(
  deps: SendingDependencies,
  principal: Principal,
  input: Omit<PrivateReplyInput, 'idempotencyKey'>,
): Promise<Preview> {
  const { channel, accountId, requests, losses } = await renderPrivateReply(deps, principal, input)
  const of = { channel, accountId }
  return { losses, requests: withUploads(of, requests).map((request) => shown(of, request)) }
}

type Of = Pick<SendTarget, 'channel' | 'accountId'>

/** Every file that the network is given first, and then the requests that name it. */
function withUploads(
  { channel, accountId: externalId }: Of,
  requests: readonly PartRequest[],
): NativeRequest[] {
  const needs = requests.flatMap((request) => request.needs ?? []).filter(({ by }) => by === 'UPLOAD')
  const uploads = needs.flatMap(
    ({ file, as, fileName }) => channel.files?.upload?.request(file, as, fileName, { externalId }) ?? [],
  )
  return [...uploads, ...requests.map(readable)]
}

function shown({ channel: { outbound } }: Of, request: NativeRequest): PreviewedRequest {
  const authorized = outbound?.authorize(request, TOKEN) ?? request
  const { method, host, path, headers = {}, body = null, files = [] } = authorized
  return {
    method,
    url: `${outbound?.hosts[host] ?? ''}${path.replace(encodeURIComponent(TOKEN), TOKEN)}`,
    headers,
    body,
    files: files.map(({ field, fileName, file: { mimeType, size } }) => ({
      field,
      fileName,
      mimeType,
      size,
    })),
  }
}
