import type { OutboundMessage } from '../../channels/outbound.ts'
import { type FileNeed, needsOf, type PartRequest } from './file-needs.ts'
import type { GivenContent } from './given-content.ts'
import type { SendTarget } from './load-target.ts'
import type { OurFiles } from './our-files.ts'
import { placeFiles } from './place-files.ts'
import { privateUrlReason, urlsIn } from './public-url.ts'
import { InvalidContent, PlatformUnavailable, UnsupportedContent } from './sending-failures.ts'

export interface RenderInput {
  content: GivenContent
  /** Those that the content names. */
  files?: OurFiles
  /** Whether networks can fetch our links: without it, files that have to be fetched are refused. */
  canBeFetched?: boolean
  reference: string
  replyTo?: OutboundMessage['replyTo']
  privateReplyTo?: OutboundMessage['privateReplyTo']
  replyToken?: string | undefined
  humanAgent?: boolean
}

export interface Rendered {
  requests: PartRequest[]
  losses: string[]
}

/** The native requests of a content. Throws what the person who writes can put right. */
export function renderMessage(target: SendTarget, input: RenderInput): Rendered {
  const { channel, accountId: externalId, recipient } = target
  if (!channel.outbound) throw new PlatformUnavailable(`Parley cannot send to ${channel.name} yet.`)
  refusePrivateUrls(input.content)
  const { replyTo, privateReplyTo, replyToken, humanAgent, reference, files = new Map() } = input
  const { content, needs, losses } = placeFiles(input.content, { channel, recipient, files })
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
  if (rendering.ok) {
    const requests = rendering.requests.map((request) => needsOf(request, needs))
    if (input.canBeFetched !== true) refuseLinks(target, requests)
    return { requests, losses: [...new Set([...losses, ...rendering.losses])] }
  }
  const { code, message, path } = rendering.error
  throw code === 'UNSUPPORTED_CONTENT'
    ? new UnsupportedContent(message, at(path))
    : new InvalidContent(message, at(path))
}

function refuseLinks({ channel }: SendTarget, requests: readonly PartRequest[]): void {
  const isLink = ({ by }: FileNeed) => by === 'LINK'
  if (!requests.some(({ needs = [] }) => needs.some(isLink))) return
  throw new InvalidContent(
    `${channel.name} fetches such a file from a public https address: set PARLEY_PUBLIC_URL to where this server is reached by https, or give the address of the file elsewhere.`,
  )
}

/** Addresses that the network or the customer would open must be public. Throws InvalidContent. */
export function refusePrivateUrls(content: GivenContent): void {
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
