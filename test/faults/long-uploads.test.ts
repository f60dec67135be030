import { expect, test } from 'vitest'
import { upload } from '../support/files.ts'
import { document } from '../support/sample-files.ts'
import { ON_ITS_WAY, Sender } from '../support/sender.ts'
import { startTestApp } from '../support/test-app.ts'

const MB = 1024 * 1024

test('an upload longer than a lease keeps its lane, and others send meanwhile', {
  timeout: 120_000,
}, async () => {
  const app = await startTestApp({}, { simulated: true })
  try {
    const sender = new Sender(app)
    const slow = await sender.meet('WHATSAPP')
    const quick = await sender.meet('WHATSAPP')
    // Waited for over half a minute, by its size.
    const { file } = await upload(app, document(8 * MB))
    const fault = { network: 'WHATSAPP', operation: 'uploadMedia', fault: 'timeout', delayMs: 24_000 }
    await app.sim('/faults', { ...fault, times: 1 })
    const sent = await sender.send(slow.conversationId, { media: { type: 'FILE', fileId: file.id } })
    const after = await sender.send(slow.conversationId, { text: { text: 'That was the offer.' } })
    const open = async () => (await sender.told(sent)).attempts.length === 1
    await expect.poll(open, { timeout: 15_000 }).toBe(true)
    const other = await sender.send(quick.conversationId, { text: { text: 'Hello' } })
    await sender.becomes(other, ON_ITS_WAY, 10_000)
    expect((await sender.told(sent)).attempts).toMatchObject([{ kind: 'UPLOAD', outcome: null }])
    await sender.becomes(sent, ON_ITS_WAY, 60_000)
    await sender.becomes(after, ON_ITS_WAY, 20_000)
    expect((await sender.told(sent)).attempts).toMatchObject([
      { kind: 'UPLOAD', outcome: 'ACCEPTED' },
      { kind: 'SEND', outcome: 'ACCEPTED' },
    ])
    const out = (await sender.outOf('WHATSAPP', slow.customer)).map(({ text }) => text)
    expect(out).toEqual([null, 'That was the offer.'])
  } finally {
    await app.stop()
  }
})
