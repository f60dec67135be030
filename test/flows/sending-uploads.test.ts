import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { FileSender } from '../support/file-sender.ts'
import { picture } from '../support/files.ts'
import { ON_ITS_WAY } from '../support/sender.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

let app: TestApp
let sender: FileSender
beforeAll(async () => {
  app = await startTestApp({}, { simulated: true })
  sender = new FileSender(app)
})
afterAll(async () => {
  await app?.stop()
})
afterEach(() => sender.noFaults())

/** These are given the file before the send. */
const UPLOADING = ['WHATSAPP', 'FACEBOOK']

describe.each(UPLOADING)('an upload to %s', (type) => {
  test.each([
    ['drop', { fault: 'drop' }],
    ['a fault of the network', { fault: 'error500' }],
    ['a lost connection', { fault: 'refuseConnection' }],
    ['too many calls', { fault: 'rateLimit', retryAfter: 1 }],
  ])('that is met by %s is repeated, and the message sent once', async (_, rule) => {
    const { customer, conversationId } = await sender.meet(type)
    const file = await sender.uploaded(await picture('jpeg', 90, 90 + Math.floor(Math.random() * 1000)))
    await sender.fault({ network: type, operation: 'uploadMedia', times: 1, ...rule })
    const sent = await sender.sendFile(conversationId, 'IMAGE', file)
    // Where the network does not say how long, its patience is tried after a minute.
    await sender.notLater(sent)
    await sender.becomes(sent, ON_ITS_WAY, 30_000)
    const out = await sender.files(type, customer)
    expect(out.map(({ attachments }) => attachments?.[0]?.sha256)).toEqual([file.sha256])
    const { attempts } = await sender.told(sent)
    expect(attempts.map(({ kind }) => kind)).toEqual(['UPLOAD', 'UPLOAD', 'SEND'])
  })

  test('with credentials that are no longer good fails the message, and marks the platform', async () => {
    const { customer, conversationId } = await sender.meet(type)
    const file = await sender.uploaded(await picture('jpeg', 91, 90))
    await sender.fault({ network: type, operation: 'uploadMedia', fault: 'expiredToken', times: 1 })
    const sent = await sender.sendFile(conversationId, 'IMAGE', file)
    const { errorClass } = await sender.becomes(sent, 'FAILED')
    expect(errorClass).toBe('AUTH_EXPIRED')
    expect(await sender.outOf(type, customer)).toEqual([])
    const retried = await sender.mutate('retryMessage', { messageId: sent.message?.id })
    await sender.becomes(retried, ON_ITS_WAY)
    expect(await sender.outOf(type, customer)).toHaveLength(1)
  })

  test('that has grown old is made again', async () => {
    const { customer, conversationId } = await sender.meet(type)
    const file = await sender.uploaded(await picture('jpeg', 92, 90))
    await sender.becomes(await sender.sendFile(conversationId, 'IMAGE', file), ON_ITS_WAY)
    await app.database.prisma.$executeRawUnsafe(
      `UPDATE network_files SET expires_at = now() + interval '1 minute'`,
    )
    const sent = await sender.sendFile(conversationId, 'IMAGE', file)
    await sender.becomes(sent, ON_ITS_WAY)
    expect((await sender.told(sent)).attempts.map(({ kind }) => kind)).toEqual(['UPLOAD', 'SEND'])
    expect(await sender.outOf(type, customer)).toHaveLength(2)
  })

  test('that the network has forgotten is made again, once', async () => {
    const { customer, conversationId } = await sender.meet(type)
    const file = await sender.uploaded(await picture('jpeg', 93, 90))
    await sender.becomes(await sender.sendFile(conversationId, 'IMAGE', file), ON_ITS_WAY)
    await app.database.prisma.$executeRawUnsafe(`UPDATE network_files SET external_id = '1234567890'`)
    const sent = await sender.sendFile(conversationId, 'IMAGE', file)
    await sender.becomes(sent, ON_ITS_WAY)
    expect((await sender.told(sent)).attempts).toMatchObject([
      { kind: 'SEND', outcome: 'REFUSED' },
      { kind: 'UPLOAD', outcome: 'ACCEPTED' },
      { kind: 'SEND', outcome: 'ACCEPTED' },
    ])
    expect(await sender.outOf(type, customer)).toHaveLength(2)
  })
})

test('bytes that went with a send go again where the network has forgotten them', async () => {
  const { customer, conversationId } = await sender.meet('TELEGRAM')
  const file = await sender.uploaded(await picture('jpeg', 94, 90))
  await sender.becomes(await sender.sendFile(conversationId, 'IMAGE', file), ON_ITS_WAY)
  await app.database.prisma.$executeRawUnsafe(
    `UPDATE network_files SET external_id = 'AgACforgotten' WHERE external_id LIKE 'AgAC%'`,
  )
  const sent = await sender.sendFile(conversationId, 'IMAGE', file)
  await sender.becomes(sent, ON_ITS_WAY)
  expect((await sender.told(sent)).attempts).toMatchObject([
    { kind: 'SEND', outcome: 'REFUSED' },
    { kind: 'SEND', outcome: 'ACCEPTED' },
  ])
  expect(
    (await sender.files('TELEGRAM', customer)).map(({ attachments }) => attachments?.[0]?.sha256),
  ).toEqual([file.sha256, file.sha256])
})

test('a picture whose answer was lost is not sent again', async () => {
  const { customer, conversationId } = await sender.meet('TELEGRAM')
  const file = await sender.uploaded(await picture('jpeg', 95, 90))
  await sender.fault({ network: 'TELEGRAM', operation: 'send', fault: 'drop', times: 1 })
  const sent = await sender.sendFile(conversationId, 'IMAGE', file)
  await sender.becomes(sent, 'UNCONFIRMED')
  expect(await sender.files('TELEGRAM', customer)).toHaveLength(1)
})

test('the parts of a message show what is filled in later in words', async () => {
  const { conversationId } = await sender.meet('WHATSAPP')
  const file = await sender.uploaded(await picture('jpeg', 96, 90))
  const sent = await sender.sendFile(conversationId, 'IMAGE', file)
  await sender.becomes(sent, ON_ITS_WAY)
  const { node } = await app.query<{ node: object }>(
    'query ($id: ID!) { node(id: $id) { ... on Message { parts { request } } } }',
    { id: sent.message?.id },
  )
  expect(node).toMatchObject({
    parts: [{ request: { body: { image: { id: '<id of the uploaded file>' } } } }],
  })
  expect(JSON.stringify(node)).not.toContain('parley-file')
})
