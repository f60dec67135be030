import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Json } from '../../src/channels/inbound.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'
import { waitFor } from '../support/wait.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(async () => {
  await app?.stop()
})

const second = Math.floor(Date.now() / 1000) - 600

async function post(field: string, value: { [key: string]: Json }): Promise<void> {
  const metadata = {
    display_phone_number: '6621234567',
    phone_number_id: app.platform('WHATSAPP').externalId,
  }
  const change = { field, value: { messaging_product: 'whatsapp', metadata, ...value } }
  const body = { object: 'whatsapp_business_account', entry: [{ id: '1', changes: [change] }] }
  expect((await app.post(app.platform('WHATSAPP'), body)).status).toBe(200)
  await app.settled()
}

const said = (id: string, body: string, at = second): Json => ({
  from: '66811',
  id,
  timestamp: String(at),
  type: 'text',
  text: { body },
})
const edit = (id: string, of: string, body: string, at: number): Json => ({
  from: '66811',
  id,
  timestamp: String(at),
  type: 'edit',
  edit: { original_message_id: of, message: { type: 'text', text: { body } } },
})

/** Everything a client can see, but for what says when and how often an event was worked on. */
async function picture(): Promise<unknown> {
  const read = (sql: string) => app.rows(sql)
  return {
    messages: await read('SELECT * FROM messages ORDER BY id'),
    reactions: await read('SELECT * FROM reactions ORDER BY message_id'),
    conversations: await read('SELECT * FROM conversations ORDER BY id').then((rows) =>
      rows.map(({ updated_at: _, ...rest }) => rest),
    ),
    metrics: await read('SELECT * FROM platform_metrics ORDER BY id').then((rows) =>
      rows.map(({ updated_at: _, ...rest }) => rest),
    ),
    events: await read('SELECT id, status, kind, result, message_id, error FROM inbound_events ORDER BY id'),
  }
}

async function replayAll(): Promise<number> {
  const before = await app.rows<{ n: number }>('SELECT sum(attempts)::int AS n FROM inbound_events')
  const { replayInboundEvents: result } = await app.query<{ replayInboundEvents: { count: number } }>(
    'mutation { replayInboundEvents(input: { filter: {} }) { ... on ReplayInboundEventsPayload { count } } }',
  )
  await waitFor(async () => {
    const now = await app.rows<{ n: number }>('SELECT sum(attempts)::int AS n FROM inbound_events')
    return (now[0]?.n ?? 0) >= (before[0]?.n ?? 0) + result.count
  })
  return result.count
}

describe('a replay', () => {
  test('of everything changes nothing that is right', async () => {
    await post('messages', { messages: [said('m1', 'first'), said('m2', 'second')] })
    // Two edits within one second, which networks cannot tell apart by time.
    await post('messages', { messages: [edit('e1', 'm1', 'edit one', second + 5)] })
    await post('messages', { messages: [edit('e2', 'm1', 'edit two', second + 5)] })
    await post('messages', {
      messages: [
        {
          from: '66811',
          id: 'r1',
          timestamp: String(second + 6),
          type: 'reaction',
          reaction: { message_id: 'm2', emoji: '👍' },
        },
        {
          from: '66811',
          id: 'r2',
          timestamp: String(second + 7),
          type: 'reaction',
          reaction: { message_id: 'm2', emoji: '' },
        },
      ],
    })
    const echo: Json = {
      from: '6621234567',
      to: '66811',
      id: 'o1',
      timestamp: String(second + 9),
      type: 'text',
      text: { body: 'answer' },
    }
    await post('smb_message_echoes', { message_echoes: [echo] })
    await post('messages', {
      statuses: [{ id: 'o1', status: 'read', timestamp: String(second + 10), recipient_id: '66811' }],
    })
    await post('messages', {
      messages: [
        {
          from: '66811',
          id: 'u1',
          timestamp: String(second + 11),
          type: 'revoke',
          revoke: { original_message_id: 'm2' },
        },
      ],
    })
    // An echo of a message that is there already speaks of it, and must never rewrite it.
    await post('smb_message_echoes', {
      message_echoes: [{ ...(echo as object), id: 'm1', text: { body: 'another payload' } }],
    })

    const before = await picture()
    expect(await replayAll()).toBe(10)
    expect(await picture()).toEqual(before)
    const rows = await app.rows(`SELECT content FROM messages WHERE external_id = 'm1'`)
    expect(rows).toEqual([{ content: 'edit two' }])
  })

  test('brings back what is missing, once a fault is mended', async () => {
    await app.rows(`ALTER TABLE messages ADD CONSTRAINT fault CHECK (content <> 'broken for now')`)
    await post('messages', { messages: [said('m9', 'broken for now')] })
    expect(await app.rows(`SELECT status FROM inbound_events WHERE dedupe_key = 'message:m9'`)).toEqual([
      { status: 'FAILED' },
    ])
    await app.rows('ALTER TABLE messages DROP CONSTRAINT fault')
    await replayAll()
    expect(
      await app.rows(`SELECT status, result, error FROM inbound_events WHERE dedupe_key = 'message:m9'`),
    ).toEqual([{ status: 'PROCESSED', result: 'APPLIED', error: null }])
    expect(await app.rows(`SELECT content FROM messages WHERE external_id = 'm9'`)).toHaveLength(1)
  })

  test('of an event that can no longer be read takes nothing back', async () => {
    await app.rows(`UPDATE inbound_events SET payload_encrypted = '\\x00' WHERE dedupe_key = 'message:m1'`)
    await replayAll()
    expect(
      await app.rows(`SELECT status, result FROM inbound_events WHERE dedupe_key = 'message:m1'`),
    ).toEqual([{ status: 'PROCESSED', result: 'APPLIED' }])
  })
})
