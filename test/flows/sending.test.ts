import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { channels } from '../../src/channels/index.ts'
import { ON_ITS_WAY, Sender, type Sent } from '../support/sender.ts'
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

const NETWORKS = channels.map((channel) => channel.type)

describe.each(NETWORKS)('on %s', (type) => {
  test('a text reaches the customer once and is SENT or further', async () => {
    const { customer, conversationId } = await sender.meet(type)
    const sent = await sender.send(conversationId, { text: { text: 'สวัสดีค่ะ How can I help?' } })
    expect(sent).toMatchObject({ __typename: 'SendMessagePayload' })
    await sender.becomes(sent, ON_ITS_WAY, 10_000)
    const out = await sender.outOf(type, customer)
    expect(out.map((message) => message.text)).toEqual(['สวัสดีค่ะ How can I help?'])
    const { externalId, attempts, parts } = await sender.told(sent)
    expect(externalId).not.toBeNull()
    expect(attempts).toMatchObject([{ outcome: 'ACCEPTED' }])
    expect(parts).toHaveLength(1)
  })

  test('the echo or status of our own send makes no second message', async () => {
    const { conversationId } = await sender.meet(type)
    const sent = await sender.send(conversationId, { text: { text: 'only once' } })
    await sender.becomes(sent, ON_ITS_WAY, 10_000)
    // What the network tells of it has been posted, and then applied.
    await expect.poll(async () => (await app.sim<{ pending: number }>('/webhooks')).pending).toBe(0)
    await app.settled()
    const rows = await app.rows(`SELECT 1 FROM messages m JOIN conversations c ON c.id = m.conversation_id
      WHERE m.content = 'only once' AND c.id = '${Buffer.from(conversationId, 'base64').toString().split(':')[1]}'`)
    expect(rows).toHaveLength(1)
  })

  test('quick replies and buttons are shown with their labels', async () => {
    const { customer, conversationId } = await sender.meet(type)
    const replies = ['Small', 'Medium'].map((label) => ({ label, payload: label.toLowerCase() }))
    const buttons = [{ label: 'Order', payload: 'order' }]
    await sender.send(conversationId, { quickReplies: { text: 'Which size?', replies } })
    const last = await sender.send(conversationId, { buttons: { text: 'Ready?', buttons } })
    await sender.becomes(last, ON_ITS_WAY, 10_000)
    const labels = (await sender.outOf(type, customer)).flatMap((message) => message.buttons ?? [])
    expect(labels.map((button) => button.label)).toEqual(['Small', 'Medium', 'Order'])
  })

  test('messages keep their order, a long text in parts among them', async () => {
    const { customer, conversationId } = await sender.meet(type)
    const long = 'ร้านเปิดทุกวันตั้งแต่แปดโมงเช้า '.repeat(220).trim()
    const texts = ['first', long, 'third', 'fourth']
    const sents = []
    for (const text of texts) sents.push(await sender.send(conversationId, { text: { text } }))
    const last = sents.at(-1) as Sent
    await sender.becomes(last, ON_ITS_WAY, 20_000)
    const out = (await sender.outOf(type, customer)).map((message) => message.text ?? '')
    expect(out.join(' ').replace(/\s+/g, '')).toBe(texts.join(' ').replace(/\s+/g, ''))
    const { parts, deliveryStatus } = await sender.told(sents[1] as Sent)
    expect(parts.flatMap((part) => part.externalIds)).toHaveLength(out.length - 3)
    expect(deliveryStatus).toMatch(ON_ITS_WAY)
  })

  test('a preview shows the native request and sends nothing', async () => {
    const { customer, conversationId } = await sender.meet(type)
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
    expect(await sender.outOf(type, customer)).toEqual([])
  })
})
