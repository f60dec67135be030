import { z } from 'zod'
import type { Json } from '../json.ts'
import type { Conversation, MessageDraft, SimulatedAttachment, SimulatedMessage } from '../network.ts'
import { sampleFiles } from '../sample-files.ts'
import type { Simulation } from '../simulation.ts'
import { ControlError } from './route.ts'

const file = {
  /** Told as it is; without it the simulator keeps `data`, or a tiny sample, and serves it. */
  url: z.url().optional(),
  /** Base64 */
  data: z.base64().optional(),
  /** Of `POST /sim/files`. */
  mediaId: z.string().optional(),
  mimeType: z.string().optional(),
  fileName: z.string().optional(),
  caption: z.string().optional(),
}

const content = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string().min(1) }),
  ...(['image', 'video', 'audio', 'file', 'sticker'] as const).map((type) =>
    z.object({ type: z.literal(type), ...file, native: z.json().optional() }),
  ),
  z.object({
    type: z.literal('location'),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    name: z.string().optional(),
    address: z.string().optional(),
  }),
  z.object({ type: z.literal('contact'), name: z.string(), phone: z.string() }),
])

export const said = z
  .object({
    account: z.string().optional(),
    text: z.string().min(1).optional(),
    content: content.optional(),
    name: z.string().max(200).optional(),
    replyTo: z.string().optional(),
  })
  .refine(
    (input) => (input.text === undefined) !== (input.content === undefined),
    'give either text or content',
  )

type Said = z.infer<typeof said>
type Content = z.infer<typeof content>

/** Records what the customer writes. */
export function written(simulation: Simulation, conversation: Conversation, input: Said): SimulatedMessage {
  if (input.name !== undefined) conversation.customer.name = input.name
  if (input.replyTo !== undefined && !conversation.messages.some((one) => one.id === input.replyTo)) {
    throw new ControlError(
      404,
      'UNKNOWN_MESSAGE',
      `The customer sees no message ${input.replyTo} to reply to`,
    )
  }
  const { world } = simulation
  const given: Content = input.content ?? { type: 'text', text: input.text ?? '' }
  const attachment = attachmentOf(simulation, given)
  const draft: MessageDraft = {
    id: simulation.networkOf(conversation.account).messageId(conversation, world),
    direction: 'IN',
    type: given.type,
    text: given.type === 'text' ? given.text : 'caption' in given ? (given.caption ?? null) : null,
    // What zod has checked to be JSON.
    native: given as Json,
    status: 'delivered',
    ...(attachment && { attachments: [attachment] }),
    ...(input.replyTo !== undefined && { replyTo: input.replyTo }),
  }
  return world.record(conversation, draft)
}

function attachmentOf({ world }: Simulation, given: Content): SimulatedAttachment | null {
  if (given.type === 'text') return null
  if (given.type === 'location' || given.type === 'contact') return withoutAbsent(given)
  const { type, url, data, mediaId, native } = given
  if (mediaId !== undefined) {
    const held = world.media.get(mediaId)
    if (!held) throw new ControlError(404, 'UNKNOWN_FILE', `There is no file ${mediaId}`)
    const { mimeType, fileName } = held
    return withoutAbsent({
      type,
      mediaId,
      mimeType,
      fileName: given.fileName ?? fileName ?? undefined,
      native,
    })
  }
  const { mimeType = mimeTypes[type], fileName } = given
  const bytes = data === undefined ? sampleFiles[type] : Buffer.from(data, 'base64')
  const { id } = world.media.add({ mimeType, bytes, fileName: fileName ?? null })
  return withoutAbsent({ type, url, mediaId: id, mimeType, fileName, native })
}

/** Without the members that are undefined, which exact types do not take. */
function withoutAbsent(
  given: { type: SimulatedAttachment['type'] } & Record<string, unknown>,
): SimulatedAttachment {
  const present = Object.entries(given).filter(([, value]) => value !== undefined)
  return Object.fromEntries(present) as unknown as SimulatedAttachment
}

const mimeTypes = {
  image: 'image/png',
  video: 'video/mp4',
  audio: 'audio/ogg',
  file: 'application/pdf',
  sticker: 'image/webp',
}
