/** Quick replies: …/messenger-platform/send-messages/quick-replies */
import type { ContentError, OutboundContent, ReplyOption } from '../outbound.ts'
import type { JsonObject } from './json.ts'
import { LONGEST_LABEL, LONGEST_PAYLOAD } from './meta-buttons.ts'
import type { Draft, MetaNetwork } from './meta-network.ts'
import { checkAddress, checkCount, checkEach, checkFilled, checkLength, fieldsOf } from './meta-rules.ts'
import { leadAndLast } from './meta-texts.ts'

export const MOST_REPLIES = 13

/** Of what the replies were made: for the paths of refusals. */
interface Origin {
  kind: string
  items: string
  losses: string[]
}

export function draftQuickReplies(
  { text, replies }: Extract<OutboundContent, { kind: 'quickReplies' }>,
  network: MetaNetwork,
): Draft {
  const hasPictures = replies.some(({ imageUrl }) => imageUrl !== undefined)
  const isLoss = hasPictures && !network.replyPictures
  const losses = isLoss ? [`${network.name} shows no pictures beside quick replies.`] : []
  return draftReplies(text, replies, network, { kind: 'quickReplies', items: 'quickReplies.replies', losses })
}

export function draftReplies(
  text: string,
  replies: readonly ReplyOption[],
  network: MetaNetwork,
  { kind, items, losses }: Origin,
): Draft {
  const { name } = network
  const error =
    checkFilled(text, { network: name, what: 'a text above quick replies', path: `${kind}.text` }) ??
    checkCount(replies, MOST_REPLIES, { network: name, what: 'quick replies', path: items }) ??
    checkEach(replies, (reply, index) => checkReply(reply, `${items}.${index}`, network))
  if (error) return { error }
  const { lead, last } = leadAndLast(text, network, network.text)
  const quickReplies = replies.map((reply) => nativeReply(reply, network))
  return { messages: [...lead, { text: last, quick_replies: quickReplies }], losses }
}

function checkReply(
  { label, payload, imageUrl }: ReplyOption,
  path: string,
  network: MetaNetwork,
): ContentError | null {
  const field = fieldsOf(network.name, path)
  return (
    checkLength(label, LONGEST_LABEL, field('the label of a quick reply', 'label')) ??
    checkLength(payload, LONGEST_PAYLOAD, field('the payload of a quick reply', 'payload')) ??
    checkAddress(imageUrl, field('the picture of a quick reply', 'imageUrl'))
  )
}

function nativeReply({ label, payload, imageUrl }: ReplyOption, network: MetaNetwork): JsonObject {
  const hasPicture = imageUrl !== undefined && network.replyPictures
  return { content_type: 'text', title: label, payload, ...(hasPicture && { image_url: imageUrl }) }
}
