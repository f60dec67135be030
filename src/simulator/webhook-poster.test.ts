import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Json, JsonObject } from './json.ts'
import { registerNumber, whatsappOf } from './networks/whatsapp/testing.ts'
import { openSandbox, type Sandbox } from './sandbox.ts'

let box: Sandbox
let whatsapp: ReturnType<typeof whatsappOf>

beforeAll(async () => {
  box = await openSandbox()
  whatsapp = whatsappOf(box)
})
afterAll(() => box.close())
beforeEach(() => registerNumber(box))

const fault = (rule: JsonObject) => box.sim('POST', '/faults', rule)
const write = (text: string) => whatsapp.act('messages', { text })
const texts = async () =>
  (await whatsapp.values()).map(
    (value) => (value as unknown as { messages: { text: { body: string } }[] }).messages[0]?.text.body,
  )

describe('posts', () => {
  test('arrive in order, repeated until they are taken', async () => {
    box.receiver.statuses.push(500, 503)
    for (const text of ['1', '2', '3']) await write(text)
    expect(await texts()).toEqual(['1', '1', '1', '2', '3'])
    expect(await box.sim('GET', '/webhooks')).toMatchObject({
      pending: 0,
      posts: [
        { kind: 'message', attempts: 3, status: 200 },
        { attempts: 1, status: 200 },
        { attempts: 1, status: 200 },
      ],
    })
  })

  test('are given up after a few times, and the next one goes out', async () => {
    box.receiver.statuses.push(500, 500, 500)
    await write('1')
    await write('2')
    expect(await texts()).toEqual(['1', '1', '1', '2'])
    expect(await box.sim('GET', '/webhooks')).toMatchObject({
      posts: [{ attempts: 3, status: 500 }, { status: 200 }],
    })
  })

  test('to nobody are written down', async () => {
    await registerNumber(box, { webhookUrl: 'http://127.0.0.1:1/' })
    await write('1')
    await box.settled()
    expect(await box.sim('GET', '/webhooks')).toMatchObject({
      posts: [{ attempts: 3, status: null, error: expect.any(String) }],
    })
  })

  test('do not follow redirects', async () => {
    box.receiver.statuses.push(302, 302, 302)
    await write('1')
    await box.settled()
    expect(await box.sim('GET', '/webhooks')).toMatchObject({ posts: [{ attempts: 3, status: 302 }] })
  })
})

describe('a rule for webhooks', () => {
  test('duplicate: the same bytes come twice', async () => {
    await fault({ fault: 'duplicate', operation: 'message' })
    await write('1')
    const [first, second] = await box.posts(2)
    expect(second?.raw.equals(first?.raw ?? Buffer.alloc(0))).toBe(true)
  })

  test('reorder: a post is overtaken by the next', async () => {
    await fault({ fault: 'reorder', times: 1, delayMs: 2000 })
    await write('1')
    await write('2')
    expect(await texts()).toEqual(['2', '1'])
  })

  test('reorder: nobody overtakes, so it comes a little late', async () => {
    await fault({ fault: 'reorder', delayMs: 20 })
    await write('1')
    expect(await texts()).toEqual(['1'])
  })

  test('reorder: both statuses of a message swap', async () => {
    await fault({ fault: 'reorder', operation: 'status' })
    await whatsapp.text()
    expect(await whatsapp.values()).toMatchObject([
      { statuses: [{ status: 'delivered' }] },
      { statuses: [{ status: 'sent' }] },
    ])
  })

  test('batch: what comes meanwhile is one post', async () => {
    await fault({ fault: 'batch', delayMs: 50, times: 1 })
    for (const text of ['1', '2', '3']) await write(text)
    expect(await texts()).toEqual(['1', '2', '3'])
    expect(box.receiver.posts).toHaveLength(1)
    const entries = (body: Json | undefined) => (body as unknown as { entry: Json[] }).entry
    expect(entries(box.receiver.posts[0]?.body)).toHaveLength(3)
  })

  test('delay: later, and still in order', async () => {
    await fault({ fault: 'delay', delayMs: 60, times: 1 })
    const begun = Date.now()
    await write('1')
    await write('2')
    expect(await texts()).toEqual(['1', '2'])
    expect(Date.now() - begun).toBeGreaterThanOrEqual(55)
  })

  test('statusFirst: the statuses are there before the answer', async () => {
    await fault({ fault: 'statusFirst' })
    await whatsapp.text()
    expect(box.receiver.posts).toHaveLength(2)
  })

  test('strikes only what it names', async () => {
    await fault({ fault: 'duplicate', operation: 'status' })
    await write('1')
    expect(await texts()).toEqual(['1'])
  })
})

test('a reset forgets what has not been posted', async () => {
  await fault({ fault: 'delay', delayMs: 40 })
  await write('1')
  await box.sim('DELETE', '')
  expect(await box.sim('GET', '/webhooks')).toEqual({ pending: 0, posts: [] })
  expect(box.receiver.posts).toHaveLength(0)
})
