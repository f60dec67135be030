import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { channels } from '../../src/channels/index.ts'
import { Customers } from '../support/customers.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

let app: TestApp
let customers: Customers
beforeAll(async () => {
  app = await startTestApp({ PARLEY_MEDIA_MAX_BYTES: '1000000' }, { simulated: true })
  customers = new Customers(app)
})
afterAll(async () => {
  await app?.stop()
})

const NETWORKS = channels.map((channel) => channel.type)
const KINDS = ['image', 'video', 'audio', 'file', 'sticker'] as const

describe.each(NETWORKS)('on %s', (type) => {
  test.each(KINDS)('the bytes of a customer’s %s are copied', async (kind) => {
    const bytes = customers.fileOf(kind)
    const { messageId } = await customers.send(type, { type: kind, data: bytes.toString('base64') })
    // Stickers of one network are known by their ids alone.
    if (type === 'LINE' && kind === 'sticker')
      return expect(await customers.attachments(messageId)).toEqual([])
    const attachment = await customers.settled(messageId)
    expect(attachment).toMatchObject({
      state: 'STORED',
      error: null,
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    })
  })
})
