import type { SampleMessage } from '../../../src/channels/channel.ts'
import type { Json } from '../../../src/channels/inbound.ts'
import type { Post, SenderTarget } from './webhook-sender.ts'

export type FloodTarget = SenderTarget & { account: string }

interface Scene {
  target: FloodTarget
  n: number
  sample: SampleMessage
}

type Act = (script: FloodScript, scene: Scene) => void

const RANK = ['SENT', 'DELIVERED', 'READ']

/** What is posted, and what must come of it. */
export class FloodScript {
  readonly posts: Post[] = []
  readonly messages = new Set<string>()
  readonly edits = new Map<string, string>()
  readonly unsent = new Set<string>()
  readonly #sent: { id: string; thread: string; at: Date; status: string }[] = []
  readonly #readUntil = new Map<string, number>()

  post(target: FloodTarget, body: Json): void {
    this.posts.push({ target, body })
  }

  /** A message of ours, with what is reported about it alone. */
  sends(id: string, { sample, target }: Scene, status: string): void {
    this.messages.add(id)
    const thread = `${target.account} ${sample.customer.externalId}`
    this.#sent.push({ id, thread, at: sample.at, status })
  }

  /** The customer has read all up to a time. */
  reads({ sample, target }: Scene, until: Date): void {
    const thread = `${target.account} ${sample.customer.externalId}`
    this.#readUntil.set(thread, Math.max(this.#readUntil.get(thread) ?? 0, until.getTime()))
  }

  statuses(): Map<string, string> {
    return new Map(
      this.#sent.map(({ id, thread, at, status }) => {
        const isRead = at.getTime() <= (this.#readUntil.get(thread) ?? 0)
        return [id, isRead ? 'READ' : status]
      }),
    )
  }
}

const seconds = (at: Date) => Math.floor(at.getTime() / 1000)
const idOf = ({ target, sample }: Scene) => target.channel.samples.externalId(sample)

const text: Act = (script, scene) => {
  script.messages.add(idOf(scene))
  script.post(scene.target, scene.target.channel.samples.text(scene.sample))
}

/** developers.facebook.com/docs/whatsapp/embedded-signup/custom-flows/onboarding-business-app-users: smb_message_echoes */
const whatsappEcho: Act = (script, scene) => {
  const { target, sample, n } = scene
  const id = idOf(scene)
  const to = sample.customer.externalId
  const timestamp = String(seconds(sample.at))
  const echo = { from: '6621234567', to, id, timestamp, type: 'text', text: { body: `answer ${n}` } }
  script.post(target, whatsappChange(target, 'smb_message_echoes', { message_echoes: [echo] }))
  const reports = RANK.slice(0, 1 + (n % 3))
  for (const [step, status] of reports.entries()) {
    const at = String(seconds(sample.at) + step + 1)
    const report = { id, status: status.toLowerCase(), timestamp: at, recipient_id: to }
    script.post(target, whatsappChange(target, 'messages', { statuses: [report] }))
  }
  script.sends(id, scene, reports.at(-1) ?? 'SENT')
}

const whatsappUnsent: Act = (script, scene) => {
  const { target, sample } = scene
  text(script, scene)
  const revoke = {
    from: sample.customer.externalId,
    id: `${idOf(scene)}.revoke`,
    timestamp: String(seconds(sample.at) + 5),
    type: 'revoke',
    revoke: { original_message_id: idOf(scene) },
  }
  script.post(target, whatsappChange(target, 'messages', { messages: [revoke] }))
  script.unsent.add(idOf(scene))
}

function whatsappChange(target: FloodTarget, field: string, value: { [key: string]: Json }): Json {
  const metadata = { display_phone_number: '6621234567', phone_number_id: target.account }
  return {
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: [{ field, value: { messaging_product: 'whatsapp', metadata, ...value } }] }],
  }
}

const telegramEdit: Act = (script, scene) => {
  const { target, sample, n } = scene
  text(script, scene)
  const { message, update_id: id } = target.channel.samples.text(sample) as {
    message: { [key: string]: Json }
    update_id: number
  }
  const edited = { ...message, text: `edited ${n}`, edit_date: seconds(sample.at) + 60 }
  script.post(target, { update_id: id + 10_000_000, edited_message: edited })
  script.edits.set(idOf(scene), `edited ${n}`)
}

type Messaging = { [key: string]: Json }

/** One happening of Messenger or Instagram, from the customer unless it says another. */
function messaging({ target, sample }: Scene, delay: number, event: Messaging, fromUs = false): Json {
  const customer = { id: sample.customer.externalId }
  const account = { id: target.account }
  const timestamp = sample.at.getTime() + delay
  const happening = {
    sender: fromUs ? account : customer,
    recipient: fromUs ? customer : account,
    timestamp,
    ...event,
  }
  const object = target.channel.type === 'FACEBOOK' ? 'page' : 'instagram'
  return { object, entry: [{ id: target.account, time: timestamp + 200, messaging: [happening] }] }
}

const metaEcho = (script: FloodScript, scene: Scene) => {
  const message = { mid: idOf(scene), text: `answer ${scene.n}`, is_echo: true, app_id: 1 }
  script.post(scene.target, messaging(scene, 0, { message }, true))
}

/** Messenger reports by a time, and by ids as well where it delivers. */
const facebookEcho: Act = (script, scene) => {
  metaEcho(script, scene)
  const watermark = scene.sample.at.getTime()
  const reports = scene.n % 3
  if (reports > 0)
    script.post(scene.target, messaging(scene, 900, { delivery: { mids: [idOf(scene)], watermark } }))
  if (reports > 1) {
    script.post(scene.target, messaging(scene, 1900, { read: { watermark } }))
    script.reads(scene, scene.sample.at)
  }
  script.sends(idOf(scene), scene, reports > 0 ? 'DELIVERED' : 'SENT')
}

/** Instagram names the message that was read, and tells nothing of deliveries. */
const instagramEcho: Act = (script, scene) => {
  metaEcho(script, scene)
  if (scene.n % 2 === 0) {
    script.post(scene.target, messaging(scene, 700, { read: { mid: idOf(scene) } }))
    script.reads(scene, new Date(scene.sample.at.getTime() + 700))
  }
  script.sends(idOf(scene), scene, 'SENT')
}

const metaUnsent: Act = (script, scene) => {
  text(script, scene)
  const message = { mid: idOf(scene), is_deleted: true }
  script.post(scene.target, messaging(scene, 400, { message }))
  script.unsent.add(idOf(scene))
}

const facebookEdit: Act = (script, scene) => {
  text(script, scene)
  const edit = { mid: idOf(scene), text: `edited ${scene.n}`, num_edit: '1' }
  script.post(scene.target, messaging(scene, 500, { message_edit: edit }))
  script.edits.set(idOf(scene), `edited ${scene.n}`)
}

const facebookComment: Act = (script, { target, sample, n }) => {
  const id = `880000_${n}`
  const value = {
    item: 'comment',
    verb: 'add',
    post_id: `${target.account}_880000`,
    parent_id: `${target.account}_880000`,
    comment_id: id,
    created_time: seconds(sample.at),
    message: `comment ${n}`,
    from: { id: sample.customer.externalId, name: sample.customer.name },
  }
  const changes = [{ field: 'feed', value }]
  script.post(target, { object: 'page', entry: [{ id: target.account, time: seconds(sample.at), changes }] })
  script.messages.add(id)
}

const lineUnsent: Act = (script, scene) => {
  const { target, sample, n } = scene
  text(script, scene)
  const [event] = (target.channel.samples.text(sample) as { events: { [key: string]: Json }[] }).events
  const { source = null, mode = 'active' } = event ?? {}
  const unsend = {
    type: 'unsend',
    unsend: { messageId: idOf(scene) },
    webhookEventId: `01UNSEND${String(n).padStart(18, '0')}`,
    deliveryContext: { isRedelivery: false },
    timestamp: sample.at.getTime() + 300,
    source,
    mode,
  }
  script.post(target, { destination: target.account, events: [unsend] })
  script.unsent.add(idOf(scene))
}

/** What happens on each network, in turn. */
export const scripts: Readonly<Record<string, readonly Act[]>> = {
  WHATSAPP: [text, whatsappEcho, text, whatsappUnsent],
  TELEGRAM: [text, text, telegramEdit],
  FACEBOOK: [text, facebookEcho, facebookEdit, facebookComment, metaUnsent, facebookEcho],
  INSTAGRAM: [text, instagramEcho, text, metaUnsent],
  LINE: [text, text, lineUnsent],
}
