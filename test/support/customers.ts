import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { channels } from '../../src/channels/index.ts'
import { giveFile } from '../../src/demo/simulator.ts'
import { pixel } from '../../src/simulator/sample-files.ts'
import type { TestApp } from './test-app.ts'
import { found } from './wait.ts'

export interface CopiedRow {
  id: string
  state: string
  error: string | null
  size: number | null
  sha256: string | null
  mime_type: string | null
  file_name: string | null
  file_id: string | null
  copy_tries: number
  width: number | null
}

export type FileKind = 'image' | 'video' | 'audio' | 'file' | 'sticker'

const FINAL = /^(STORED|EXPIRED|FAILED|EXTERNAL)$/
const HEADS: Record<FileKind, Buffer> = {
  image: pixel,
  sticker: pixel,
  video: Buffer.concat([Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isommp42', 'latin1')]),
  audio: Buffer.from('OggS\0\x02\0\0\0\0\0\0\0\0', 'latin1'),
  file: Buffer.from('%PDF-1.4\n'),
}

let met = 900

/** Simulated customers who send files, and what Parley made of them. */
export class Customers {
  readonly #app: TestApp

  constructor(app: TestApp) {
    this.#app = app
  }

  /** A file of the kind that no other equals. */
  fileOf(kind: FileKind, size = 200): Buffer {
    return Buffer.concat([HEADS[kind], randomBytes(Math.max(16, size - HEADS[kind].length))])
  }

  /** Somebody new sends it; resolves once the message is stored. */
  async send(
    type: string,
    content: object,
  ): Promise<{ customer: string; externalId: string; messageId: string }> {
    met += 1
    const { samples } = channels.find((channel) => channel.type === type) ?? channels[0]
    const customer = samples.customerId(met)
    const account = this.#app.platform(type).externalId
    const { message } = await this.#app.sim<{ message: { id: string } }>(
      `/customers/${type}/${customer}/messages`,
      { account, content, name: 'Malee' },
    )
    const find = async () =>
      (
        await this.#app.rows<{ id: string }>(
          `SELECT m.id FROM messages m JOIN conversations c ON c.id = m.conversation_id
           WHERE c.external_id = '${customer}' AND m.direction = 'INBOUND'`,
        )
      )[0]?.id
    return { customer, externalId: message.id, messageId: await found(find, { what: 'the message' }) }
  }

  /** Gives the simulator a file that is too large for JSON. */
  async keep(bytes: Buffer, mimeType: string, fileName?: string): Promise<string> {
    const file = { bytes, mimeType, ...(fileName !== undefined && { fileName }) }
    return await giveFile(this.#app.simulator?.url ?? '', file)
  }

  /** The network does so with the files of its customers from now on. */
  async fault(fault: string, type: string, more: object = {}): Promise<void> {
    await this.#app.sim('/faults', { id: fault, fault, network: type, operation: 'downloadMedia', ...more })
  }

  async unfault(): Promise<void> {
    await fetch(`${this.#app.simulator?.url}/sim/faults`, { method: 'DELETE' })
  }

  /** What waits for another try is due now. */
  async hurry(messageId: string): Promise<void> {
    await this.#app.rows(
      `UPDATE attachments SET copy_due_at = now() WHERE message_id = '${messageId}' AND state = 'PENDING' AND copy_lease_until IS NULL`,
    )
  }

  async attachments(messageId: string): Promise<CopiedRow[]> {
    return await this.#app.rows<CopiedRow>(
      `SELECT id, state, error, size::int, sha256, mime_type, file_name, file_id, copy_tries, width
       FROM attachments WHERE message_id = '${messageId}' ORDER BY position`,
    )
  }

  async attachment(messageId: string): Promise<CopiedRow> {
    const [row] = await this.attachments(messageId)
    if (!row) throw new Error('the message has no attachment')
    return row
  }

  /** Waits until its copy is made, or never will be. */
  async settled(messageId: string, timeout = 20_000): Promise<CopiedRow> {
    const state = async () => {
      await this.hurry(messageId)
      return (await this.attachment(messageId)).state
    }
    await expect.poll(state, { timeout, interval: 100 }).toMatch(FINAL)
    return await this.attachment(messageId)
  }
}
