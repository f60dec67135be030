import { afterAll, beforeAll, expect, test } from 'vitest'
import { toGlobalId } from '../../src/schema/global-id.ts'
import { keyOf } from '../support/principals.ts'
import { ON_ITS_WAY, Sender, type Sent, text } from '../support/sender.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

let app: TestApp
let sender: Sender
beforeAll(async () => {
  app = await startTestApp({}, { simulated: true })
  sender = new Sender(app)
})
afterAll(async () => {
  await app?.stop()
})

interface May {
  viewerCanEdit: boolean
  viewerCanRetry: boolean
}
async function mayOf(id: string | undefined, apiKey?: string): Promise<May> {
  const { node } = await app.query<{ node: May }>(
    'query ($id: ID!) { node(id: $id) { ... on Message { viewerCanEdit viewerCanRetry } } }',
    { id },
    apiKey,
  )
  return node
}
const retried = async ({ message }: Sent) =>
  (await sender.mutate('retryMessage', { messageId: message?.id })).code

test('a sent message may be edited where the network can, by whoever may send', async () => {
  const telegram = await sender.meet('TELEGRAM')
  const line = await sender.meet('LINE')
  const editable = await sender.send(telegram.conversationId, text('a'))
  const fixed = await sender.send(line.conversationId, text('a'))
  await sender.becomes(editable, ON_ITS_WAY)
  await sender.becomes(fixed, ON_ITS_WAY)
  const neither = { viewerCanEdit: false, viewerCanRetry: false }
  expect(await mayOf(editable.message?.id)).toEqual({ ...neither, viewerCanEdit: true })
  expect(await mayOf(fixed.message?.id)).toEqual(neither)
  expect(await mayOf(editable.message?.id, await keyOf(app, 'ANALYST'))).toEqual(neither)
})

test('a message may be sent again exactly where retryMessage takes it', async () => {
  const { conversationId, rowId } = await sender.meet('TELEGRAM')
  const sendAt = new Date(Date.now() + 3_600_000).toISOString()
  const cancelled = await sender.send(conversationId, text('never'), { sendAt })
  await sender.mutate('cancelMessage', { messageId: cancelled.message?.id })
  expect((await mayOf(cancelled.message?.id)).viewerCanRetry).toBe(false)
  expect(await retried(cancelled)).toBe('WRONG_STATE')

  const [byHand] = await app.rows<{ id: string }>(
    `INSERT INTO messages (project_id, id, platform_id, conversation_id, sequence, ordered_at, direction, type, sender_type,
       delivery_status, error, created_at) SELECT project_id, gen_random_uuid(), platform_id, id, 50, now(), 'OUTBOUND', 'TEXT', 'HUMAN',
       'FAILED', 'by hand', now() FROM conversations WHERE id = '${rowId}' RETURNING id::text`,
  )
  expect((await mayOf(toGlobalId('Message', byHand?.id ?? ''))).viewerCanRetry).toBe(false)

  const failed = await sender.send(conversationId, text('again'), { sendAt })
  await app.rows(`UPDATE messages SET delivery_status = 'FAILED' WHERE content = 'again' RETURNING id`)
  expect((await mayOf(failed.message?.id)).viewerCanRetry).toBe(true)
  expect(await retried(failed)).toBeUndefined()
})
