import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { channels } from '../../src/channels/index.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp({}, { simulated: true })
})
afterAll(async () => {
  await app?.stop()
})

const NETWORKS = channels.map((channel) => channel.type)

interface Seen {
  id: string
  direction: 'IN' | 'OUT'
  text: string | null
  buttons?: { label: string }[]
  status: string
}

interface Sent {
  __typename: string
  code?: string
  reason?: string
  message?: { id: string; deliveryStatus: string }
}

let customers = 100

/** A customer writes on a network; returns their id and the conversation's. */
async function meet(type: string): Promise<{ customer: string; conversationId: string }> {
  customers += 1
  const { samples } = channels.find((channel) => channel.type === type) ?? channels[0]
  const customer = samples.customerId(customers)
  const account = app.platform(type).externalId
  await app.sim(`/customers/${type}/${customer}/messages`, { account, text: 'Hello', name: 'Malee' })
  const find = async () =>
    (await app.rows<{ id: string }>(`SELECT id FROM conversations WHERE external_id = '${customer}'`))[0]?.id
  await expect.poll(find, { timeout: 10_000 }).toBeDefined()
  return { customer, conversationId: globalId('Conversation', (await find()) ?? '') }
}

const globalId = (type: string, id: string) => Buffer.from(`${type}:${id}`).toString('base64')

async function send(conversationId: string, content: object, more: object = {}): Promise<Sent> {
  const { sendMessage } = await app.query<{ sendMessage: Sent }>(
    `mutation ($input: SendMessageInput!) { sendMessage(input: $input) {
       __typename ... on SendMessagePayload { message { id deliveryStatus } } ... on UserError { code reason: message } } }`,
    { input: { conversationId, content, ...more } },
  )
  return sendMessage
}

const idOf = ({ message }: Sent): string => message?.id ?? ''

interface Told {
  deliveryStatus: string
  externalId: string | null
  errorClass: string | null
  attempts: { outcome: string | null; errorClass: string | null }[]
  parts: { status: string; externalIds: string[] }[]
}

async function told(sent: Sent): Promise<Told> {
  const { node } = await app.query<{ node: Told }>(
    `query ($id: ID!) { node(id: $id) { ... on Message { deliveryStatus externalId errorClass
       attempts { outcome errorClass } parts { status externalIds } } } }`,
    { id: idOf(sent) },
  )
  return node
}

async function seen(type: string, customer: string): Promise<Seen[]> {
  const account = app.platform(type).externalId
  const { messages } = await app.sim<{ messages: Seen[] }>(
    `/customers/${type}/${customer}/messages?account=${account}`,
  )
  return messages
}

const outOf = async (type: string, customer: string) =>
  (await seen(type, customer)).filter((message) => message.direction === 'OUT')

describe.each(NETWORKS)('on %s', (type) => {
  test('a text reaches the customer once and is SENT or further', async () => {
    const { customer, conversationId } = await meet(type)
    const sent = await send(conversationId, { text: { text: 'สวัสดีค่ะ How can I help?' } })
    expect(sent).toMatchObject({ __typename: 'SendMessagePayload' })
    await expect
      .poll(async () => (await told(sent)).deliveryStatus, { timeout: 10_000 })
      .toMatch(/SENT|DELIVERED|READ/)
    const out = await outOf(type, customer)
    expect(out.map((message) => message.text)).toEqual(['สวัสดีค่ะ How can I help?'])
    const { externalId, attempts, parts } = await told(sent)
    expect(externalId).not.toBeNull()
    expect(attempts).toMatchObject([{ outcome: 'ACCEPTED' }])
    expect(parts).toHaveLength(1)
  })

  test('the echo or status of our own send makes no second message', async () => {
    const { conversationId } = await meet(type)
    const sent = await send(conversationId, { text: { text: 'only once' } })
    await expect
      .poll(async () => (await told(sent)).deliveryStatus, { timeout: 10_000 })
      .toMatch(/SENT|DELIVERED|READ/)
    await new Promise((resolve) => setTimeout(resolve, 600))
    await app.settled()
    const rows = await app.rows(`SELECT 1 FROM messages m JOIN conversations c ON c.id = m.conversation_id
      WHERE m.content = 'only once' AND c.id = '${Buffer.from(conversationId, 'base64').toString().split(':')[1]}'`)
    expect(rows).toHaveLength(1)
  })

  test('quick replies and buttons are shown with their labels', async () => {
    const { customer, conversationId } = await meet(type)
    const replies = ['Small', 'Medium'].map((label) => ({ label, payload: label.toLowerCase() }))
    const buttons = [{ label: 'Order', payload: 'order' }]
    await send(conversationId, { quickReplies: { text: 'Which size?', replies } })
    const last = await send(conversationId, { buttons: { text: 'Ready?', buttons } })
    await expect
      .poll(async () => (await told(last)).deliveryStatus, { timeout: 10_000 })
      .toMatch(/SENT|DELIVERED|READ/)
    const labels = (await outOf(type, customer)).flatMap((message) => message.buttons ?? [])
    expect(labels.map((button) => button.label)).toEqual(['Small', 'Medium', 'Order'])
  })

  test('messages keep their order, a long text in parts among them', async () => {
    const { customer, conversationId } = await meet(type)
    const long = 'ร้านเปิดทุกวันตั้งแต่แปดโมงเช้า '.repeat(220).trim()
    const texts = ['first', long, 'third', 'fourth']
    const sents = []
    for (const text of texts) sents.push(await send(conversationId, { text: { text } }))
    const last = sents.at(-1) as Sent
    await expect
      .poll(async () => (await told(last)).deliveryStatus, { timeout: 20_000 })
      .toMatch(/SENT|DELIVERED|READ/)
    const out = (await outOf(type, customer)).map((message) => message.text ?? '')
    expect(out.join(' ').replace(/\s+/g, '')).toBe(texts.join(' ').replace(/\s+/g, ''))
    const { parts, deliveryStatus } = await told(sents[1] as Sent)
    expect(parts.flatMap((part) => part.externalIds)).toHaveLength(out.length - 3)
    expect(deliveryStatus).toMatch(/SENT|DELIVERED|READ/)
  })

  test('a preview shows the native request and sends nothing', async () => {
    const { customer, conversationId } = await meet(type)
    const { previewMessage } = await app.query<{
      previewMessage: { requests: { url: string; body: unknown }[] }
    }>(
      `mutation ($input: SendMessageInput!) { previewMessage(input: $input) {
         ... on PreviewMessagePayload { requests { method url body } losses } ... on UserError { code reason: message } } }`,
      { input: { conversationId, content: { text: { text: 'just looking' } } } },
    )
    expect(JSON.stringify(previewMessage.requests)).toContain('just looking')
    expect(JSON.stringify(previewMessage.requests)).not.toContain(app.platform(type).accessToken)
    expect(previewMessage.requests[0]?.url).toMatch(/^https:\/\//)
    expect(await outOf(type, customer)).toEqual([])
  })
})
