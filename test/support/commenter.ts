import { expect } from 'vitest'
import { channelOf } from '../../src/channels/index.ts'
import { toGlobalId } from '../../src/schema/global-id.ts'
import { type Seen, Sender, type Sent } from './sender.ts'
import type { TestApp } from './test-app.ts'
import { found } from './wait.ts'

export interface Comment {
  type: string
  customer: string
  /** On the network. */
  externalId: string
  postId: string
  /** In the graph. */
  id: string
  rowId: string
  conversationId: string
  conversationRow: string
  /** For `Sender.told`. */
  sent: Sent
}

export interface SeenComment extends Seen {
  isHidden?: boolean
  replyTo?: string
  native: { postId: string }
}

/** The networks on which customers comment. */
export const COMMENTED = ['FACEBOOK', 'INSTAGRAM'] as const

let made = 7000

/** Comments as customers, and looks at what stands below their posts. */
export class Commenter {
  readonly sender: Sender
  readonly #app: TestApp

  constructor(app: TestApp) {
    this.#app = app
    this.sender = new Sender(app)
  }

  /** Somebody new. */
  customerId(type: string): string {
    made += 1
    return channelOf(type)?.samples.customerId(made) ?? ''
  }

  async comment(type: string, text: string, more: Record<string, unknown> = {}): Promise<Comment> {
    const { customer = this.customerId(type), ...rest } = more
    const account = this.#app.platform(type).externalId
    const said = { account, text, name: 'มะลิ ใจดี', ...rest }
    const { message } = await this.#app.sim<{ message: SeenComment }>(
      `/customers/${type}/${customer}/comments`,
      said,
    )
    const find = async () =>
      (
        await this.#app.rows<{ id: string; conversation_id: string }>(
          `SELECT id, conversation_id FROM messages WHERE external_id = '${message.id}'`,
        )
      )[0]
    const { id: rowId, conversation_id: conversationRow } = await found(find, { what: 'the comment' })
    const id = toGlobalId('Message', rowId)
    return {
      type,
      customer: String(customer),
      externalId: message.id,
      postId: message.native.postId,
      id,
      rowId,
      conversationId: toGlobalId('Conversation', conversationRow),
      conversationRow,
      sent: { __typename: 'Comment', message: { id, deliveryStatus: 'RECEIVED' } },
    }
  }

  /** A comment's thread as everybody sees it below the post. */
  async belowPost({ type, postId, externalId }: Comment): Promise<SeenComment[]> {
    const account = this.#app.platform(type).externalId
    const { comments } = await this.#app.sim<{ comments: SeenComment[] }>(
      `/posts/${type}/${account}/${postId}`,
    )
    return comments.filter(
      ({ id, native }) => id === externalId || JSON.stringify(native).includes(`"parentId":"${externalId}"`),
    )
  }

  /** Somebody of the business answers in the network's own app. */
  async answerInApp({ type, externalId }: Comment, message: string): Promise<void> {
    const { accessToken } = this.#app.platform(type)
    const edge = type === 'FACEBOOK' ? 'comments' : 'replies'
    const url = `${this.#app.simulator?.url}/${type.toLowerCase()}/v26.0/${externalId}/${edge}`
    const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' }
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ message }) })
    expect(response.status).toBe(200)
  }

  /** Messages of the comment's thread with these words. */
  async rowsSaying(words: string, { conversationRow }: Comment): Promise<Record<string, unknown>[]> {
    return await this.#app.rows(
      `SELECT direction, sender_type, part_count FROM messages WHERE content = '${words}' AND conversation_id = '${conversationRow}'`,
    )
  }

  /** Strikes the next call or webhook of a network. */
  async fault(network: string, kind: string, operation: string): Promise<void> {
    await this.#app.sim('/faults', { network, fault: kind, operation, times: 1 })
  }

  async cursor(): Promise<number> {
    const [row] = await this.#app.rows<{ last: number }>(
      `SELECT last::int FROM project_cursors WHERE project_id = '${this.#app.demo.main.projectId}'`,
    )
    return row?.last ?? 0
  }

  /** How often subscribers were told that the comment changed. */
  async updatesSince(cursor: number, { rowId }: Comment): Promise<number> {
    const [row] = await this.#app.rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM change_log WHERE position > ${cursor} AND kind = 'MESSAGE_UPDATED' AND subject_id = '${rowId}'`,
    )
    return row?.n ?? 0
  }

  /** A mutation with the key of another project. */
  async mutateAsOther(name: string, input: object): Promise<Sent> {
    const type =
      name === 'previewPrivateReply' ? 'ReplyPrivately' : name.charAt(0).toUpperCase() + name.slice(1)
    const data = await this.#app.query<Record<string, Sent>>(
      `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on UserError { code reason: message path } } }`,
      { input },
      this.#app.demo.other.apiKey,
    )
    return data[name] as Sent
  }
}
