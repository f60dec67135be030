import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { keyOf } from '../../src/domain/media/object-keys.ts'
import { sweepFiles } from '../../src/domain/media/sweep-files.ts'
import { createLogger } from '../../src/infra/logger.ts'
import { toGlobalId } from '../../src/schema/global-id.ts'
import { samplePicture } from '../../src/simulator/sample-files.ts'
import { Customers } from '../support/customers.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

let app: TestApp
let customers: Customers
beforeAll(async () => {
  app = await startTestApp({}, { simulated: true })
  customers = new Customers(app)
})
afterEach(() => customers.unfault())
afterAll(() => app?.stop())

interface Seen {
  state: string
  url: string | null
  sha256: string | null
  mimeType: string | null
  width: number | null
  error: string | null
}

const seen = async (messageId: string): Promise<Seen> => {
  const { node } = await app.query<{ node: { attachments: Seen[] } }>(
    `query ($id: ID!) { node(id: $id) { ... on Message { attachments { state url sha256 mimeType width error } } } }`,
    { id: toGlobalId('Message', messageId) },
  )
  return node.attachments[0] as Seen
}
const sendPicture = async (type: string, hue: number, more: object = {}) => {
  const bytes = samplePicture(hue)
  const content = { type: 'image', data: bytes.toString('base64'), mimeType: 'image/png', ...more }
  return { bytes, ...(await customers.send(type, content)) }
}
const act = (type: string, customer: string, what: string, body: object) =>
  app.sim(`/customers/${type}/${customer}/${what}`, { account: app.platform(type).externalId, ...body })
const sweep = async () => {
  await app.rows(`UPDATE stored_files SET unused_since = unused_since - interval '2 hours',
    kept_until = kept_until - interval '2 hours'`)
  await sweepFiles({ database: app.app.database, storage: app.app.storage, logger: createLogger('silent') })
}
const changesOf = async (messageId: string) =>
  await app.rows<{ kind: string }>(
    `SELECT kind FROM change_log WHERE subject_id = '${messageId}' AND kind = 'MESSAGE_UPDATED'`,
  )

describe('a picture that was copied', () => {
  test('is told of in the change log and served at its link', async () => {
    const { bytes, messageId } = await sendPicture('WHATSAPP', 1)
    await customers.settled(messageId)
    expect(await changesOf(messageId)).toHaveLength(1)
    const { state, url, width, mimeType } = await seen(messageId)
    expect({ state, width, mimeType }).toEqual({ state: 'STORED', width: 320, mimeType: 'image/png' })
    const got = Buffer.from(await (await fetch(url ?? '')).arrayBuffer())
    expect(got.equals(bytes)).toBe(true)
  })

  test.each(['FACEBOOK', 'LINE', 'WHATSAPP'])(
    'is gone when its sender takes it back on %s: the link at once, the bytes with the sweep',
    async (type) => {
      const { customer, externalId, messageId } = await sendPicture(type, 2 + type.length)
      const row = await customers.settled(messageId)
      const { url } = await seen(messageId)
      const file = { projectId: app.demo.main.projectId, id: row.file_id ?? '' }
      expect((await fetch(url ?? '')).status).toBe(200)
      await act(type, customer, 'unsend', { messageId: externalId })
      await expect.poll(() => customers.attachments(messageId)).toEqual([])
      expect((await fetch(url ?? '')).status).toBe(404)
      await expect
        .poll(async () => {
          await sweep()
          return await app.app.files.find(file.projectId, file.id)
        })
        .toBeNull()
      await expect(app.app.storage.open(keyOf(file))).rejects.toMatchObject({ name: 'ObjectMissing' })
    },
  )

  test('that two customers sent is kept until both have taken it back', async () => {
    const one = await sendPicture('FACEBOOK', 11)
    const two = await sendPicture('FACEBOOK', 11)
    const [first, second] = [await customers.settled(one.messageId), await customers.settled(two.messageId)]
    expect(first.file_id).toBe(second.file_id)
    await act('FACEBOOK', one.customer, 'unsend', { messageId: one.externalId })
    await expect.poll(() => customers.attachments(one.messageId)).toEqual([])
    await sweep()
    expect((await fetch((await seen(two.messageId)).url ?? '')).status).toBe(200)
  })

  test('stays when only its words are edited, though the network has it no longer', async () => {
    const { customer, externalId, messageId } = await sendPicture('TELEGRAM', 12, { caption: 'this one' })
    const before = await customers.settled(messageId)
    await customers.fault('expiredLink', 'TELEGRAM')
    await act('TELEGRAM', customer, 'edit', { messageId: externalId, text: 'that one' })
    const content = async () =>
      (await app.rows<{ content: string }>(`SELECT content FROM messages WHERE id = '${messageId}'`))[0]
        ?.content
    await expect.poll(content).toBe('that one')
    expect(await customers.attachments(messageId)).toEqual([before])
    await sweep()
    expect((await fetch((await seen(messageId)).url ?? '')).status).toBe(200)
  })
})

describe('a picture that is taken back while it is being copied', () => {
  test('is not stored', async () => {
    await customers.fault('timeout', 'FACEBOOK', { delayMs: 1500, times: 1 })
    const { bytes, customer, externalId, messageId } = await sendPicture('FACEBOOK', 20)
    await expect.poll(async () => (await customers.attachment(messageId)).copy_tries).toBe(1)
    await act('FACEBOOK', customer, 'unsend', { messageId: externalId })
    await expect.poll(() => customers.attachments(messageId)).toEqual([])
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    // The copy comes to its end all the same, and finds nothing to belong to.
    const received = async () =>
      await app.rows(`SELECT 1 FROM stored_files WHERE sha256 = '\\x${sha256}' AND state = 'STORED'`)
    await expect.poll(received, { timeout: 15_000 }).toHaveLength(1)
    await expect
      .poll(async () => {
        await sweep()
        return await app.rows(`SELECT 1 FROM stored_files WHERE sha256 = '\\x${sha256}'`)
      })
      .toEqual([])
  })
})

describe('retryAttachment', () => {
  const retry = async (attachmentId: string, apiKey?: string) =>
    (
      await app.query<{ retryAttachment: { __typename: string; attachment?: Seen; code?: string } }>(
        `mutation ($input: RetryAttachmentInput!) { retryAttachment(input: $input) { __typename
           ... on RetryAttachmentPayload { attachment { state url sha256 mimeType width error } } ... on UserError { code } } }`,
        { input: { attachmentId } },
        apiKey,
      )
    ).retryAttachment

  test('copies a file that failed, once what was wrong is mended', async () => {
    await customers.fault('redirect', 'LINE')
    const { messageId } = await sendPicture('LINE', 30)
    const { id, state } = await customers.settled(messageId)
    expect(state).toBe('FAILED')
    await customers.unfault()
    const attachmentId = toGlobalId('Attachment', id)
    expect(await retry(attachmentId, app.demo.other.apiKey)).toMatchObject({ code: 'NOT_FOUND' })
    expect(await retry(attachmentId)).toMatchObject({ attachment: { state: 'PENDING', error: null } })
    expect(await customers.settled(messageId)).toMatchObject({ state: 'STORED' })
    expect(await retry(attachmentId)).toMatchObject({ __typename: 'NothingToCopyError', code: 'WRONG_STATE' })
    expect(await retry('nonsense')).toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('many pictures of one account', () => {
  test('do not keep the first of another waiting', async () => {
    // Slow downloads, so that six at a time take the many a while.
    await customers.fault('timeout', 'TELEGRAM', { delayMs: 3000 })
    const { samples, account } = await crowd('TELEGRAM')
    const before = Date.now()
    const { messageId } = await sendPicture('WHATSAPP', 41)
    await expect
      .poll(async () => (await customers.attachment(messageId)).state, { timeout: 20_000 })
      .toBe('STORED')
    const waiting = await app.rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM attachments a JOIN messages m ON m.id = a.message_id
       WHERE a.state = 'PENDING' AND m.platform_id = '${account}'`,
    )
    expect(waiting[0]?.n, `${samples} sent, after ${Date.now() - before} ms`).toBeGreaterThan(10)
    await customers.unfault()
  })

  const crowd = async (type: string) => {
    const platform = app.platform(type)
    for (let n = 0; n < 30; n += 1) {
      const content = { type: 'image', data: samplePicture(50 + n).toString('base64'), mimeType: 'image/png' }
      await app.sim(`/customers/${type}/${900_000_000 + n}/messages`, {
        account: platform.externalId,
        content,
      })
    }
    const stored = async () =>
      (
        await app.rows<{ n: number }>(
          `SELECT count(*)::int AS n FROM attachments WHERE platform_id = '${platform.uuid}'`,
        )
      )[0]?.n ?? 0
    await expect.poll(stored, { timeout: 15_000 }).toBeGreaterThanOrEqual(30)
    return { samples: 30, account: platform.uuid }
  }
})
