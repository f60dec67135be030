import { afterAll, beforeAll, expect, test } from 'vitest'
import { Sender } from '../support/sender.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

let app: TestApp
let sender: Sender
beforeAll(async () => {
  app = await startTestApp({}, { simulated: true })
  sender = new Sender(app)
})
afterAll(() => app.stop())

const PATIENT = { timeout: 30_000 }
const NETWORKS = ['FACEBOOK', 'INSTAGRAM', 'LINE']

type Named = { name: string | null }

async function customerOf(conversationId: string): Promise<Named> {
  const { node } = await app.query<{ node: { customer: Named } }>(
    'query ($id: ID!) { node(id: $id) { ... on Conversation { customer { name } } } }',
    { id: conversationId },
  )
  return node.customer
}

async function sendersOf(conversationId: string): Promise<Named[]> {
  const { node } = await app.query<{ node: { messages: { nodes: { sender: Named }[] } } }>(
    'query ($id: ID!) { node(id: $id) { ... on Conversation { messages(first: 5) { nodes { sender { name } } } } } }',
    { id: conversationId },
  )
  return node.messages.nodes.map(({ sender: { name } }) => ({ name }))
}

const changesOf = (rowId: string) =>
  app.rows(
    `SELECT position FROM change_log WHERE kind = 'CONVERSATION_UPDATED' AND subject_id = '${rowId}' AND position >
       (SELECT max(position) FROM change_log WHERE kind = 'MESSAGE_ADDED' AND conversation_id = '${rowId}')`,
  )

/** Jobs that still have somebody to ask about. */
const asking = async () =>
  (
    await app.rows<{ open: number }>(
      `SELECT count(*)::int AS open FROM pgboss.job WHERE name = 'fetch-profile' AND state IN ('created', 'retry', 'active')`,
    )
  )[0]?.open

test.each(NETWORKS)(
  'who writes on %s gets the name that the network tells when it is asked',
  async (type) => {
    const { conversationId, rowId } = await sender.meet(type)
    await expect.poll(async () => (await customerOf(conversationId)).name, PATIENT).toBe('Malee')
    // One for the message, and one for the name: whoever has the conversation on their screen sees it.
    expect((await changesOf(rowId)).length).toBeGreaterThanOrEqual(2)
    // The message was stored before anybody was asked.
    expect(await sendersOf(conversationId)).toEqual([{ name: 'Malee' }])
  },
)

test('a network that fails is asked again', async () => {
  const fault = { fault: 'error500', network: 'LINE', operation: 'profile', times: 1 }
  await app.sim('/faults', { id: 'once', ...fault })
  const { conversationId } = await sender.meet('LINE')
  await expect.poll(async () => (await customerOf(conversationId)).name, PATIENT).toBe('Malee')
  const { faults } = await app.sim<{ faults: { id: string; fired: number }[] }>('/faults')
  expect(faults).toContainEqual(expect.objectContaining({ id: 'once', fired: 1 }))
})

test('of whom a network tells nothing, it is asked once; their messages are there all the same', async () => {
  const fault = { fault: 'blocked', network: 'LINE', operation: 'profile' }
  await app.sim('/faults', { id: 'blocked', ...fault })
  const { conversationId } = await sender.meet('LINE')
  const fired = async () =>
    (await app.sim<{ faults: { id: string; fired: number }[] }>('/faults')).faults.find(
      ({ id }) => id === 'blocked',
    )?.fired
  await expect.poll(fired, PATIENT).toBe(1)
  await expect.poll(asking, PATIENT).toBe(0)
  expect(await fired()).toBe(1)
  expect(await customerOf(conversationId)).toEqual({ name: null })
})

test('a name that a person gave stays', async () => {
  await app.sim('/faults', {
    id: 'first',
    fault: 'error500',
    network: 'FACEBOOK',
    operation: 'profile',
    times: 1,
  })
  const { conversationId, rowId } = await sender.meet('FACEBOOK')
  await app.rows(
    `UPDATE customers SET name = 'Khun Malee' WHERE id = (SELECT customer_id FROM conversations WHERE id = '${rowId}')`,
  )
  const told = () =>
    app.rows<{ name: string | null }>(
      `SELECT i.name FROM customer_identities i JOIN conversations c ON c.customer_id = i.customer_id WHERE c.id = '${rowId}'`,
    )
  await expect.poll(async () => (await told())[0]?.name, PATIENT).toBe('Malee')
  expect(await customerOf(conversationId)).toEqual({ name: 'Khun Malee' })
})

test('networks that name people with their messages are asked nothing', async () => {
  for (const type of ['WHATSAPP', 'TELEGRAM']) {
    const { conversationId } = await sender.meet(type)
    expect(await customerOf(conversationId)).toEqual({ name: 'Malee' })
  }
  const asked = await app.rows(
    `SELECT j.id FROM pgboss.job j
     JOIN customer_identities i ON i.id = (j.data ->> 'identityId')::uuid JOIN platforms p ON p.id = i.platform_id
     WHERE j.name = 'fetch-profile' AND p.type IN ('WHATSAPP', 'TELEGRAM')`,
  )
  expect(asked).toEqual([])
})
