import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp, webhookPath } from '../support/test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(async () => {
  await app?.stop()
})

const sign = (body: string | Buffer, secret: string) => ({
  'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
})
const whatsapp = () => app.platform('WHATSAPP')
const telegram = () => app.platform('TELEGRAM')
const post = (body: string | Buffer, headers: Record<string, string>) =>
  app.postRaw(webhookPath(whatsapp()), body, headers)

async function expectSilent(response: Response, status: number, text: string): Promise<void> {
  expect(response.status).toBe(status)
  expect(await response.text()).toBe(text)
}

describe('a signed webhook', () => {
  test('is verified over the raw bytes, escapes and spaces included', async () => {
    const body = '{ "object":"whatsapp_business_account",\n "entry":[] , "note":"\\u00e4" }'
    await expectSilent(await post(body, sign(body, whatsapp().secret)), 200, 'ok')
    const reserialised = JSON.stringify(JSON.parse(body))
    await expectSilent(await post(body, sign(reserialised, whatsapp().secret)), 401, 'Unauthorized')
  })

  test.each([
    ['missing', {}],
    ['empty', { 'x-hub-signature-256': '' }],
    ['of another secret', sign('{}', 'another')],
    ['of an empty secret', sign('{}', '')],
    ['short', { 'x-hub-signature-256': 'sha256=abc' }],
    ['not hexadecimal', { 'x-hub-signature-256': `sha256=${'z'.repeat(64)}` }],
    ['upper case', { 'x-hub-signature-256': `sha256=${'A'.repeat(64)}` }],
  ])('whose signature is %s is refused with 401 and no reason', async (_name, headers) => {
    await expectSilent(await post('{}', headers as Record<string, string>), 401, 'Unauthorized')
  })

  test('of one network does not open another’s', async () => {
    const response = await app.postRaw(webhookPath(telegram()), '{}', sign('{}', telegram().secret))
    await expectSilent(response, 401, 'Unauthorized')
  })

  test('that is no JSON is 400', async () => {
    await expectSilent(await post('{"a":', sign('{"a":', whatsapp().secret)), 400, 'Bad Request')
  })

  test('may be as large as the network posts, and no larger', async () => {
    const large = JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [],
      pad: 'x'.repeat(3 * 1024 * 1024 - 70),
    })
    expect(large.length).toBeLessThanOrEqual(3 * 1024 * 1024)
    expect((await post(large, sign(large, whatsapp().secret))).status).toBe(200)
    const tooLarge = 'x'.repeat(3 * 1024 * 1024 + 1)
    await expectSilent(await post(tooLarge, sign(tooLarge, whatsapp().secret)), 413, 'Content Too Large')
  })

  test('nested deeper than can be written again is kept and marked, not fatal', async () => {
    const deep = `{"object":"whatsapp_business_account","entry":${'['.repeat(50_000)}${']'.repeat(50_000)}}`
    expect((await post(deep, sign(deep, whatsapp().secret))).status).toBe(200)
    expect((await fetch(`${app.url}/live`)).status).toBe(200)
  })
})

describe('the address of a webhook', () => {
  test.each([
    ['of no platform', () => '/webhooks/whatsapp/00000000-0000-7000-8000-000000000000'],
    ['with an id that is none', () => '/webhooks/whatsapp/x'],
    ['of another network', () => `/webhooks/telegram/${whatsapp().uuid}`],
    ['of an unknown network', () => `/webhooks/pigeon/${whatsapp().uuid}`],
    ['with more behind it', () => `${webhookPath(whatsapp())}/more`],
  ])('%s is 404', async (_name, path) => {
    await expectSilent(await app.postRaw(path(), '{}', sign('{}', whatsapp().secret)), 404, 'Not Found')
  })

  test('answers other methods with 405', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH'])
      await expectSilent(
        await fetch(`${app.url}${webhookPath(whatsapp())}`, { method }),
        405,
        'Method Not Allowed',
      )
    await expectSilent(await fetch(`${app.url}${webhookPath(telegram())}`), 405, 'Method Not Allowed')
  })

  test('of a platform that was disconnected is 404', async () => {
    const platform = app.demo.other.platforms[0]
    if (!platform) throw new Error('the other organisation has no platform')
    expect((await app.post(platform, { object: 'whatsapp_business_account', entry: [] })).status).toBe(200)
    await app.rows(`UPDATE platforms SET disconnected_at = now() WHERE id = '${platform.uuid}'`)
    // Answers come from memory for a second.
    const status = async () => (await app.post(platform, {})).status
    await expect.poll(status, { timeout: 10_000, interval: 100 }).toBe(404)
  })
})

describe('an item for another account', () => {
  const text = (account: string, id: string) =>
    JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: '1',
          changes: [
            {
              field: 'messages',
              value: {
                messaging_product: 'whatsapp',
                metadata: { display_phone_number: '1', phone_number_id: account },
                messages: [
                  { from: '66812', id, timestamp: '1790000000', type: 'text', text: { body: 'routed' } },
                ],
              },
            },
          ],
        },
      ],
    })
  const platformOf = async (id: string) => {
    await app.settled()
    return (
      await app.rows<{ platform_id: string }>(`SELECT platform_id FROM messages WHERE external_id = '${id}'`)
    ).map((row) => row.platform_id)
  }

  test('goes to the platform of the project that claimed it with the same secret, and to no other', async () => {
    const { createPlatform } = await import('../../src/domain/platforms/create-platform.ts')
    const { projectId } = app.demo.main
    const [{ organization_id: organizationId } = { organization_id: '' }] = await app.rows<{
      organization_id: string
    }>(`SELECT organization_id FROM projects WHERE id = '${projectId}'`)
    const make = (slug: string, externalId: string, secret: string) =>
      createPlatform(app.database.prisma, app.vault, {
        organizationId,
        projectId,
        type: 'WHATSAPP',
        name: slug,
        slug,
        externalId,
        secrets: [secret],
      })
    const sibling = await make('second-number', '555000111', whatsapp().secret)
    await make('third-number', '555000222', 'another secret')

    for (const [account, id] of [
      ['555000111', 'wamid.sibling'],
      ['555000222', 'wamid.foreign'],
      ['999', 'wamid.stranger'],
    ] as const) {
      const body = text(account, id)
      expect((await post(body, sign(body, whatsapp().secret))).status).toBe(200)
    }
    expect(await platformOf('wamid.sibling')).toEqual([sibling.id])
    expect(await platformOf('wamid.foreign')).toEqual([])
    expect(await platformOf('wamid.stranger')).toEqual([])
  })
})

describe('the handshake', () => {
  const ask = (query: string) => fetch(`${app.url}${webhookPath(whatsapp())}?${query}`)

  test('answers the challenge as plain text, whatever it says', async () => {
    const challenge = '<script>alert(1)</script>'
    const response = await ask(
      `hub.mode=subscribe&hub.verify_token=${whatsapp().verifyToken}&hub.challenge=${encodeURIComponent(challenge)}`,
    )
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    await expectSilent(response, 200, challenge)
  })

  test('with a wrong, missing or repeated token is 403', async () => {
    const token = whatsapp().verifyToken
    for (const query of [
      'hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1',
      'hub.mode=subscribe&hub.challenge=1',
      `hub.verify_token=${token}&hub.challenge=1`,
      `hub.mode=subscribe&hub.verify_token=${token}&hub.verify_token=x&hub.challenge=1`,
    ])
      await expectSilent(await ask(query), 403, 'Forbidden')
  })
})

describe('counts of a webhook', () => {
  test('tell what was received, accepted and refused, and why', async () => {
    const read = async () => {
      const rows = await app.rows<{ a: bigint; r: bigint; reason: string }>(
        `SELECT accepted_count a, refused_count r, last_failure_reason reason FROM webhooks WHERE platform_id = '${telegram().uuid}'`,
      )
      return { accepted: Number(rows[0]?.a), refused: Number(rows[0]?.r), reason: rows[0]?.reason }
    }
    const before = await read()
    await app.write(telegram(), { n: 77, text: 'counted' })
    await app.postRaw(webhookPath(telegram()), '{}', { 'x-telegram-bot-api-secret-token': 'wrong' })
    await expect.poll(async () => (await read()).refused).toBeGreaterThan(before.refused)
    const after = await read()
    expect(after.accepted).toBe(before.accepted + 1)
    expect(after.reason).toContain('match')
  })
})

describe('health', () => {
  test('tells that the process lives and that it can serve', async () => {
    expect((await fetch(`${app.url}/live`)).status).toBe(200)
    const ready = await fetch(`${app.url}/ready`)
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ok', database: 'ok', storage: 'ok' }])
  })
})

describe('a post that grows when it is split', () => {
  test('is 413 and blocks nobody', async () => {
    const messages = Array.from({ length: 700 }, (_, n) => ({ id: `grow.${n}`, type: 'x' }))
    const value = { messaging_product: 'whatsapp', pad: 'x'.repeat(2_000_000), messages }
    const body = JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [{ id: '1', changes: [{ field: 'messages', value }] }],
    })
    expect((await post(body, sign(body, whatsapp().secret))).status).toBe(413)
    await app.write(telegram(), { n: 88, text: 'a neighbour' })
  })
})

test('a client that offers h2c is answered in HTTP/1.1', async () => {
  const { request } = await import('node:http')
  const status = await new Promise((resolve, reject) => {
    const sent = request(
      `${app.url}/live`,
      { headers: { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABk' } },
      (response) => {
        response.resume()
        resolve(response.statusCode)
      },
    )
    sent.once('error', reject)
    sent.end()
  })
  expect(status).toBe(200)
})
