import type { Json } from '../../channels/inbound.ts'
import { newId } from '../../infra/uuid.ts'
import type { Principal } from '../access/principal.ts'
import { resolveContent, type WrittenContent } from '../templates/resolve-content.ts'
import { targetOf } from './load-message.ts'
import { renderMessage } from './render-message.ts'
import { loadReplyTarget } from './reply-target.ts'
import { sendabilityOf } from './sendability.ts'
import type { SendingDependencies } from './sending-dependencies.ts'

export interface PreviewedRequest {
  method: string
  url: string
  headers: { [key: string]: string }
  body: Json | null
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
    const { requests, losses } = renderMessage(target, {
      content,
      reference: newId(),
      ...(replyTo && { replyTo }),
      replyToken: target.replyToken ? '<reply token>' : undefined,
      humanAgent,
    })
    const { outbound } = target.channel
    return {
      losses,
      requests: requests.map((request) => {
        const shown = outbound?.authorize(request, TOKEN) ?? request
        const { method, host, path, headers = {}, body = null } = shown
        return {
          method,
          url: `${outbound?.hosts[host] ?? ''}${path.replace(encodeURIComponent(TOKEN), TOKEN)}`,
          headers,
          body,
        }
      }),
    }
  })
}
