import { expect } from 'vitest'
import type { Json } from '../../src/channels/inbound.ts'
import type { TestApp } from './test-app.ts'

type Fields = { [key: string]: Json }

export interface StoredMessage {
  content: string | null
  sequence: number
  delivery_status: string
  visibility: string
  direction: string
  sender_type: string
  conversation_id: string
  platform_timestamp: Date | null
  reply_to_external_id: string | null
}

export interface StoredEvent {
  status: string
  result: string
  kind: string
  error: string | null
  delivery_count: number
}

export const now = () => Math.floor(Date.now() / 1000)

/** A customer's text as WhatsApp tells of it. */
export const whatsappText = (
  id: string,
  from: string,
  body: string,
  timestamp: Json = String(now()),
): Json => ({ from, id, timestamp, type: 'text', text: { body } })

/** What WhatsApp tells of, and the rows that come of it. */
export class WhatsAppInbox {
  readonly #app: TestApp

  constructor(app: TestApp) {
    this.#app = app
  }

  /** A post with one change. */
  post(field: string, value: Fields): Json {
    const { externalId } = this.#app.platform('WHATSAPP')
    const metadata = { display_phone_number: '6621234567', phone_number_id: externalId }
    const change = { field, value: { messaging_product: 'whatsapp', metadata, ...value } }
    return { object: 'whatsapp_business_account', entry: [{ id: '1', changes: [change] }] }
  }

  /** Posts them one after the other, and waits until all of it is applied. */
  async deliver(...values: { field?: string; value: Fields }[]): Promise<void> {
    for (const { field = 'messages', value } of values) {
      const response = await this.#app.post(this.#app.platform('WHATSAPP'), this.post(field, value))
      expect(response.status).toBe(200)
    }
    await this.#app.settled()
  }

  /** The one message of this id. */
  async message(externalId: string): Promise<StoredMessage> {
    const rows = await this.#app.rows<StoredMessage>(
      `SELECT * FROM messages WHERE external_id = '${externalId}'`,
    )
    expect(rows).toHaveLength(1)
    return rows[0] as StoredMessage
  }

  /** The one event of this key. */
  async event(dedupeKey: string): Promise<StoredEvent> {
    const rows = await this.#app.rows<StoredEvent>(
      `SELECT e.*, k.delivery_count FROM inbound_events e JOIN inbound_keys k ON k.event_id = e.id WHERE e.dedupe_key = '${dedupeKey}'`,
    )
    expect(rows).toHaveLength(1)
    return rows[0] as StoredEvent
  }
}
