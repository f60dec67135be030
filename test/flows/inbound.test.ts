import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Json } from '../../src/channels/inbound.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'
import { now, WhatsAppInbox, whatsappText } from '../support/whatsapp-inbox.ts'

let app: TestApp
let inbox: WhatsAppInbox
beforeAll(async () => {
  app = await startTestApp()
  inbox = new WhatsAppInbox(app)
})
afterAll(async () => {
  await app?.stop()
})

describe('a message', () => {
  test('is threaded into the conversation of its customer, in the order of storing', async () => {
    const telegram = app.platform('TELEGRAM')
    for (const n of [1, 2, 3]) await app.write(telegram, { n, text: `hello ${n}`, customer: 7 })
    await app.settled()
    const rows = await app.rows<{ sequence: number; content: string }>(
      `SELECT m.sequence, m.content FROM messages m JOIN conversations c ON c.id = m.conversation_id
       WHERE c.external_id = '5000000007' ORDER BY sequence`,
    )
    expect(rows).toEqual([1, 2, 3].map((n) => ({ sequence: n, content: `hello ${n}` })))
  })

  test('that fifty requests deliver at once is stored once and counted fifty times', async () => {
    const post = inbox.post('messages', { messages: [whatsappText('wamid.fifty', '66810001000', 'again')] })
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => app.post(app.platform('WHATSAPP'), post)),
    )
    expect(answers.every((answer) => answer.status === 200)).toBe(true)
    await app.settled()
    expect((await inbox.message('wamid.fifty')).sequence).toBe(1)
    expect((await inbox.event('message:wamid.fifty')).delivery_count).toBe(50)
  })

  test('of a batch of a thousand arrives with all its neighbours, densely numbered', async () => {
    const messages = Array.from({ length: 1000 }, (_, n) =>
      whatsappText(`wamid.batch.${n}`, `6682${n % 3}`, `line ${n}`),
    )
    await inbox.deliver({ value: { messages } })
    const rows = await app.rows<{ n: number; top: number }>(
      `SELECT count(*)::int n, max(sequence)::int top FROM messages WHERE external_id LIKE 'wamid.batch.%' GROUP BY conversation_id`,
    )
    expect(rows.map((row) => row.n).sort()).toEqual([333, 333, 334])
    expect(rows.every((row) => row.n === row.top)).toBe(true)
  })

  test('keeps what PostgreSQL cannot store as replacement characters, and long texts whole', async () => {
    const long = 'ก'.repeat(20_000)
    const messages = [
      whatsappText('wamid.nul', '66810002000', 'a\u0000b'),
      whatsappText('wamid.lone', '66810002000', 'c\ud800d'),
      whatsappText('wamid.long', '66810002000', long),
    ]
    await inbox.deliver({ value: { messages } })
    expect((await inbox.message('wamid.nul')).content).toBe('a\uFFFDb')
    expect((await inbox.message('wamid.lone')).content).toBe('c\uFFFDd')
    expect((await inbox.message('wamid.long')).content).toBe(long)
  })

  test('has no platform time when the network’s cannot be', async () => {
    const hour = 3600
    const messages = [
      whatsappText('wamid.time.none', '66810003000', 'x', 'soon'),
      whatsappText('wamid.time.old', '66810003000', 'x', '86400'),
      whatsappText('wamid.time.future', '66810003000', 'x', String(now() + hour)),
      whatsappText('wamid.time.ms', '66810003000', 'x', String(Date.now() - 1000)),
    ]
    await inbox.deliver({ value: { messages } })
    for (const name of ['none', 'old', 'future'])
      expect((await inbox.message(`wamid.time.${name}`)).platform_timestamp).toBeNull()
    expect((await inbox.message('wamid.time.ms')).platform_timestamp).not.toBeNull()
  })

  test('by phone number and by user id of one person lands in one conversation', async () => {
    const both = { profile: { name: 'Mali' }, wa_id: '66810004000', user_id: 'TH.4000' }
    const onlyUser = { profile: { name: 'Mali' }, user_id: 'TH.4000' }
    const byUser: Json = {
      from_user_id: 'TH.4000',
      id: 'wamid.alias.2',
      timestamp: String(now()),
      type: 'text',
      text: { body: 'two' },
    }
    await inbox.deliver(
      { value: { contacts: [both], messages: [whatsappText('wamid.alias.1', '66810004000', 'one')] } },
      { value: { contacts: [onlyUser], messages: [byUser] } },
    )
    const [first, second] = [await inbox.message('wamid.alias.1'), await inbox.message('wamid.alias.2')]
    expect(second.conversation_id).toBe(first.conversation_id)
    expect(second.sequence).toBe(2)
  })

  test('to a closed conversation reopens it', async () => {
    await inbox.deliver({ value: { messages: [whatsappText('wamid.close.1', '66810005000', 'one')] } })
    const { conversation_id: id } = await inbox.message('wamid.close.1')
    await app.rows(`UPDATE conversations SET status = 'CLOSED', closed_at = now() WHERE id = '${id}'`)
    await inbox.deliver({ value: { messages: [whatsappText('wamid.close.2', '66810005000', 'two')] } })
    const rows = await app.rows(`SELECT status, closed_at, episode FROM conversations WHERE id = '${id}'`)
    expect(rows).toEqual([{ status: 'ACTIVE', closed_at: null, episode: 2 }])
  })
})

describe('two first messages at once', () => {
  test('give one customer and one conversation', async () => {
    const posts = Array.from({ length: 20 }, (_, n) =>
      app.post(
        app.platform('WHATSAPP'),
        inbox.post('messages', { messages: [whatsappText(`wamid.first.${n}`, '66810006000', 'hi')] }),
      ),
    )
    await Promise.all(posts)
    await app.settled()
    expect(await app.rows(`SELECT id FROM conversations WHERE external_id = '66810006000'`)).toHaveLength(1)
    expect(
      await app.rows(`SELECT id FROM customer_identities WHERE external_id = '66810006000'`),
    ).toHaveLength(1)
  })
})

describe('an answer written in the network’s own app', () => {
  const echo = (id: string, to: string): Json => ({
    from: '6621234567',
    to,
    id,
    timestamp: String(now()),
    type: 'text',
    text: { body: 'our answer' },
  })

  test('is stored as a human’s, ends the waiting and keeps the AI quiet', async () => {
    await inbox.deliver(
      { value: { messages: [whatsappText('wamid.ask', '66810007000', 'price?', String(now() - 30))] } },
      { field: 'smb_message_echoes', value: { message_echoes: [echo('wamid.echo', '66810007000')] } },
    )
    const answer = await inbox.message('wamid.echo')
    expect(answer).toMatchObject({
      direction: 'OUTBOUND',
      sender_type: 'HUMAN',
      delivery_status: 'SENT',
      sequence: 2,
    })
    const rows = await app.rows(
      `SELECT unread_count, assignment_type, response_count, response_seconds::int AS seconds FROM conversations WHERE id = '${answer.conversation_id}'`,
    )
    expect(rows).toEqual([{ unread_count: 0, assignment_type: 'HUMAN', response_count: 1, seconds: 30 }])
  })

  test('takes statuses in any order and only moves forward', async () => {
    const status = (name: string): Json => ({
      id: 'wamid.forward',
      status: name,
      timestamp: String(now()),
      recipient_id: '66810008000',
    })
    await inbox.deliver(
      { value: { statuses: [status('read')] } }, // before its message: waits
      { field: 'smb_message_echoes', value: { message_echoes: [echo('wamid.forward', '66810008000')] } },
      { value: { statuses: [status('delivered')] } },
      { value: { statuses: [status('sent')] } },
    )
    expect((await inbox.message('wamid.forward')).delivery_status).toBe('READ')
    const times = await app.rows(
      `SELECT sent_at IS NOT NULL s, delivered_at IS NOT NULL d, read_at IS NOT NULL r FROM messages WHERE external_id = 'wamid.forward'`,
    )
    expect(times).toEqual([{ s: true, d: true, r: true }])
  })
})

describe('what comes before its message', () => {
  test('waits for it: a reaction, an edit and an unsend', async () => {
    const about = (type: string, target: string, extra: { [key: string]: Json }): Json => ({
      from: '66810009000',
      id: `wamid.${type}.${target}`,
      timestamp: String(now()),
      type,
      [type]: { ...extra },
    })
    await inbox.deliver({
      value: {
        messages: [
          about('reaction', 'early', { message_id: 'wamid.early.1', emoji: '👍' }),
          about('edit', 'early', {
            original_message_id: 'wamid.early.2',
            message: { type: 'text', text: { body: 'edited' } },
          }),
          about('revoke', 'early', { original_message_id: 'wamid.early.3' }),
        ],
      },
    })
    expect((await inbox.event('message:wamid.edit.early')).result).toBe('WAITING')
    const messages = [1, 2, 3].map((n) =>
      whatsappText(`wamid.early.${n}`, '66810009000', `said ${n}`, String(now() - 60)),
    )
    await inbox.deliver({ value: { messages } })
    expect((await inbox.event('message:wamid.edit.early')).result).toBe('APPLIED')
    expect((await inbox.message('wamid.early.2')).content).toBe('edited')
    expect(await inbox.message('wamid.early.3')).toMatchObject({ content: null, visibility: 'DELETED' })
    const reactions = await app.rows(
      `SELECT r.emojis FROM reactions r JOIN messages m ON m.id = r.message_id WHERE m.external_id = 'wamid.early.1'`,
    )
    expect(reactions).toEqual([{ emojis: ['👍'] }])
  })
})

describe('an event that cannot be applied', () => {
  test('ends as FAILED with its reason while its neighbours go on', async () => {
    // A check that only this text breaks stands for whatever the database may refuse.
    await app.rows(`ALTER TABLE messages ADD CONSTRAINT poison CHECK (content <> 'poison')`)
    const messages = [1, 2, 3].map((n) =>
      whatsappText(`wamid.poison.${n}`, '66810010000', n === 2 ? 'poison' : `fine ${n}`),
    )
    await inbox.deliver({ value: { messages } })
    expect(await inbox.event('message:wamid.poison.2')).toMatchObject({ status: 'FAILED', result: 'FAILED' })
    expect((await inbox.event('message:wamid.poison.2')).error).toContain('poison')
    expect([
      (await inbox.message('wamid.poison.1')).sequence,
      (await inbox.message('wamid.poison.3')).sequence,
    ]).toEqual([1, 2])
    await app.rows('ALTER TABLE messages DROP CONSTRAINT poison')
  })

  test('of an unknown kind is kept and marked, not failed', async () => {
    await inbox.deliver({ field: 'a_field_of_next_year', value: { something: [1] } })
    const rows = await app.rows(`SELECT status, result FROM inbound_events WHERE kind = 'unknown'`)
    expect(rows).toEqual([{ status: 'IGNORED', result: 'UNKNOWN_KIND' }])
  })
})

describe('counters', () => {
  test('of platforms equal a recount of the messages', async () => {
    const rows = await app.rows<{ platform_id: string; total: number; stored: number }>(
      `SELECT m.platform_id, sum(m.total_messages)::int total,
              (SELECT count(*)::int FROM messages x WHERE x.platform_id = m.platform_id) stored
       FROM platform_metrics m WHERE m.hour IS NULL GROUP BY m.platform_id`,
    )
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) expect(row.total).toBe(row.stored)
  })
})

describe('a platform switched off by its owner', () => {
  test('still accepts, and keeps the items as IGNORED', async () => {
    const telegram = app.platform('TELEGRAM')
    await app.rows(`UPDATE platforms SET is_active = false WHERE id = '${telegram.uuid}'`)
    let n = 900
    // The directory answers from memory for a second.
    const written = async () => {
      n += 1
      await app.write(telegram, { n, text: `while off ${n}` })
      return await app.rows(`SELECT status, result FROM inbound_events WHERE dedupe_key = 'update:${n}'`)
    }
    const ignored = [{ status: 'IGNORED', result: 'SWITCHED_OFF' }]
    await expect.poll(written, { timeout: 10_000, interval: 100 }).toEqual(ignored)
    await app.settled()
    expect(await app.rows(`SELECT id FROM messages WHERE content = 'while off ${n}'`)).toEqual([])
  })
})
