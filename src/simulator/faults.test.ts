import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { FaultRules } from './faults.ts'
import type { JsonObject } from './json.ts'
import { messagingOf, registerAccount } from './networks/meta/testing.ts'
import { CUSTOMER, PHONE, registerNumber, sentId, whatsappOf } from './networks/whatsapp/testing.ts'
import { seededRandom } from './random.ts'
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
const sends = async () => ((await box.sim('GET', '/sends')) as { count: number }).count

describe('a call', () => {
  test('drop: is taken, told by webhooks, and never answered', async () => {
    await fault({ fault: 'drop', times: 1 })
    await expect(whatsapp.text()).rejects.toThrow('fetch failed')
    expect(await sends()).toBe(1)
    expect(await whatsapp.values()).toMatchObject([{ statuses: [{ status: 'sent' }] }, {}])
    expect(await whatsapp.text()).toMatchObject({ status: 200 })
  })

  test('drop: is answered all the same when the platform refuses it', async () => {
    await fault({ fault: 'drop' })
    expect(await whatsapp.text('')).toMatchObject({ status: 400 })
  })

  test('refuseConnection: is never taken', async () => {
    await fault({ fault: 'refuseConnection', times: 1 })
    await expect(whatsapp.text()).rejects.toThrow('fetch failed')
    expect(await sends()).toBe(0)
  })

  test('timeout: is taken at once and answered late', async () => {
    await fault({ fault: 'timeout', delayMs: 150 })
    const begun = Date.now()
    const answer = whatsapp.text()
    await box.posts(1)
    expect(Date.now() - begun).toBeLessThan(140)
    expect(await answer).toMatchObject({ status: 200 })
    expect(Date.now() - begun).toBeGreaterThanOrEqual(140)
  })

  test('timeout: does not keep the server from closing, nor a caller from leaving', async () => {
    await fault({ fault: 'timeout', delayMs: 60_000 })
    const url = `${box.url}/whatsapp/v26.0/${PHONE}/messages`
    const body = JSON.stringify({ messaging_product: 'whatsapp', to: CUSTOMER, text: { body: 'x' } })
    const headers = { 'content-type': 'application/json', authorization: 'Bearer token' }
    await expect(
      fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(50) }),
    ).rejects.toThrow('timeout')
    expect(await sends()).toBe(1)
  })

  test.each<[string, JsonObject, number, number]>([
    ['error500', {}, 500, 131000],
    ['rateLimit', {}, 429, 130429],
    ['expiredToken', {}, 401, 190],
  ])('%s: is refused as the platform words it', async (kind, more, status, code) => {
    await fault({ fault: kind, ...more })
    expect(await whatsapp.text()).toMatchObject({ status, body: { error: { code } } })
    expect(await sends()).toBe(0)
  })

  test('rateLimit: says how long to wait, or is silent', async () => {
    await fault({ id: 'rate', fault: 'rateLimit', retryAfter: 150 })
    const usage = (await whatsapp.text()).headers.get('x-business-use-case-usage')
    expect(usage).toContain('"estimated_time_to_regain_access":3')
    await fault({ id: 'rate', fault: 'rateLimit', retryAfter: null })
    expect((await whatsapp.text()).headers.has('x-business-use-case-usage')).toBe(false)
  })

  test('blocked: fails as if the customer had blocked the account', async () => {
    await fault({ fault: 'blocked', customer: CUSTOMER })
    const id = sentId(await whatsapp.text())
    expect(await whatsapp.values()).toMatchObject([
      { statuses: [{ id, status: 'failed', errors: [{ code: 131026 }] }] },
    ])
  })
})

describe('Messenger', () => {
  const page = { type: 'FACEBOOK', id: '104857601234567', customer: '7102938475600001' } as const

  test.each([
    ['error500', 500, { code: 2, is_transient: true }],
    ['rateLimit', 429, { code: 613 }],
    ['expiredToken', 401, { code: 190, error_subcode: 463 }],
    ['blocked', 400, { code: 551 }],
  ])('%s', async (kind, status, error) => {
    await registerAccount(box, page)
    await fault({ fault: kind })
    const answer = await messagingOf(box, page).send({ text: 'x' })
    expect(answer).toMatchObject({ status, body: { error } })
  })

  test('echoFirst: the echo is there before the answer', async () => {
    await registerAccount(box, page)
    await fault({ fault: 'echoFirst' })
    await messagingOf(box, page).send({ text: 'x' })
    expect(box.receiver.posts.map(({ body }) => body)).toMatchObject([
      { entry: [{ messaging: [{ message: { is_echo: true } }] }] },
    ])
  })
})

describe('a rule', () => {
  test.each<[string, JsonObject, boolean]>([
    ['its network', { network: 'WHATSAPP' }, true],
    ['another network', { network: 'LINE' }, false],
    ['its account', { account: PHONE }, true],
    ['another account', { account: '4711' }, false],
    ['its customer', { customer: CUSTOMER }, true],
    ['another customer', { customer: '4711' }, false],
    ['its operation', { operation: 'send' }, true],
    ['another operation', { operation: 'markRead' }, false],
    ['a probability of 0', { probability: 0 }, false],
  ])('with %s', async (_, more, strikes) => {
    await fault({ fault: 'error500', ...more })
    expect((await whatsapp.text()).status).toBe(strikes ? 500 : 200)
  })

  test('strikes as often as it says, is counted, replaced by its id, and removed', async () => {
    await fault({ id: 'one', fault: 'error500', times: 2 })
    const statuses = [await whatsapp.text(), await whatsapp.text(), await whatsapp.text()].map(
      (one) => one.status,
    )
    expect(statuses).toEqual([500, 500, 200])
    expect(await box.sim('GET', '/faults')).toMatchObject({ faults: [{ id: 'one', fired: 2 }] })
    await fault({ id: 'one', fault: 'rateLimit' })
    expect((await whatsapp.text()).status).toBe(429)
    await box.sim('DELETE', '/faults/one')
    await fault({ fault: 'error500' })
    await box.sim('DELETE', '/faults')
    expect((await whatsapp.text()).status).toBe(200)
  })

  test('with a probability strikes the same calls for the same seed', () => {
    const strikes = (seed: number) => {
      const rules = new FaultRules(seededRandom(seed))
      rules.add({ fault: 'error500', probability: 0.3 })
      const subject = { network: 'LINE', account: '1', customer: null, operation: 'send' }
      return Array.from({ length: 1000 }, () => rules.ofCall(subject) !== null)
    }
    expect(strikes(1)).toEqual(strikes(1))
    expect(strikes(1)).not.toEqual(strikes(2))
    expect(strikes(1).filter(Boolean).length).toBeGreaterThan(250)
    expect(strikes(1).filter(Boolean).length).toBeLessThan(350)
  })
})
