import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import { type Uploaded, upload } from './files.ts'
import { type Seen, Sender, type Sent } from './sender.ts'
import type { TestApp } from './test-app.ts'

export interface SeenFile extends Seen {
  type: string
  attachments?: { type: string; size?: number; sha256?: string; fileName?: string; mediaId?: string }[]
}

export const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** Sends files that were uploaded, and looks at what the simulated customer has of them. */
export class FileSender extends Sender {
  readonly #app: TestApp

  constructor(app: TestApp) {
    super(app)
    this.#app = app
  }

  async uploaded(bytes: Buffer, name?: string): Promise<Uploaded> {
    return (await upload(this.#app, bytes, { ...(name !== undefined && { name }) })).file
  }

  async sendFile(conversationId: string, type: string, file: Uploaded, more: object = {}): Promise<Sent> {
    return await this.send(conversationId, { media: { type, fileId: file.id, ...more } })
  }

  async files(type: string, customer: string): Promise<SeenFile[]> {
    return (await this.outOf(type, customer)) as SeenFile[]
  }

  async noFaults(): Promise<void> {
    await fetch(`${this.#app.simulator?.url}/sim/faults`, { method: 'DELETE' })
  }

  /** Once the message has been put off, it is due at once. */
  async notLater(sent: Sent): Promise<void> {
    const tried = async () => (await this.told(sent)).attempts.some(({ outcome }) => outcome !== null)
    await expect.poll(tried, { timeout: 15_000 }).toBe(true)
    for (const sql of [
      'UPDATE message_parts SET not_before = NULL WHERE not_before IS NOT NULL',
      'UPDATE platforms SET send_not_before = NULL WHERE send_not_before IS NOT NULL',
      'UPDATE send_lanes SET due_at = now()',
    ])
      await this.#app.database.prisma.$executeRawUnsafe(sql)
  }
}
