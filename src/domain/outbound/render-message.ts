import type { NativeRequest, OutboundContent, OutboundMessage } from '../../channels/outbound.ts'
import type { SendTarget } from './load-target.ts'
import { privateUrlReason, urlsIn } from './public-url.ts'
import { InvalidContent, PlatformUnavailable, UnsupportedContent } from './sending-failures.ts'

export interface RenderInput {
  content: OutboundContent
  reference: string
  replyTo?: OutboundMessage['replyTo']
  privateReplyTo?: OutboundMessage['privateReplyTo']
  replyToken?: string | undefined
  humanAgent?: boolean
}

export interface Rendered {
  requests: NativeRequest[]
  losses: string[]
}

/** The native requests of a content. Throws what the person who writes can put right. */
export function renderMessage(target: SendTarget, input: RenderInput): Rendered {
  const { channel, accountId: externalId, recipient } = target
  if (!channel.outbound) throw new PlatformUnavailable(`Parley cannot send to ${channel.name} yet.`)
  refusePrivateUrls(input.content)
  const { replyTo, privateReplyTo, replyToken, humanAgent, content, reference } = input
  const rendering = channel.outbound.render(
    {
      recipient,
      content,
      reference,
      ...(replyTo && { replyTo }),
      ...(privateReplyTo && { privateReplyTo }),
      ...(replyToken !== undefined && { replyToken }),
      ...(humanAgent && { humanAgent }),
    },
    { externalId },
  )
  if (rendering.ok) return rendering
  const { code, message, path } = rendering.error
  throw code === 'UNSUPPORTED_CONTENT'
    ? new UnsupportedContent(message, at(path))
    : new InvalidContent(message, at(path))
}

/** Addresses that the network or the customer would open must be public. Throws InvalidContent. */
export function refusePrivateUrls(content: OutboundContent): void {
  for (const { url, path } of urlsIn(content)) {
    const reason = privateUrlReason(url)
    if (reason)
      throw new InvalidContent(
        `The address ${JSON.stringify(url)} ${reason}: the network has to reach it.`,
        at(path),
      )
  }
}

function at(path: string | undefined): string[] {
  // Where channels have `action.url` and `source.url`, the input has `url`.
  const steps = path?.split('.').filter((step) => step !== 'action' && step !== 'source') ?? []
  return ['input', 'content', ...steps]
}
