import { createHmac } from 'node:crypto'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { channelOf } from '../../src/channels/index.ts'
import { startTestApp, type TestApp, webhookPath } from '../support/test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(async () => {
  await app?.stop()
})

const BODY = '{"object":"page","entry":[]}'
const hmac = (body: string | Buffer, secret: string) =>
  createHmac('sha256', secret).update(body).digest('hex')

describe.each(['FACEBOOK', 'INSTAGRAM', 'WHATSAPP'])('a webhook of %s whose signature is', (type) => {
  const secret = () => app.platform(type).secret
  const good = () => hmac(BODY, secret())
  const cases: [string, () => Record<string, string>][] = [
    ['missing', () => ({})],
    ['empty', () => ({ 'x-hub-signature-256': '' })],
    ['without its prefix', () => ({ 'x-hub-signature-256': good() })],
    ['under another prefix', () => ({ 'x-hub-signature-256': `sha1=${good()}` })],
    ['only of the old kind', () => ({ 'x-hub-signature': `sha1=${good().slice(0, 40)}` })],
    ['short by one', () => ({ 'x-hub-signature-256': `sha256=${good().slice(0, -1)}` })],
    ['long by one', () => ({ 'x-hub-signature-256': `sha256=${good()}0` })],
    ['not hexadecimal', () => ({ 'x-hub-signature-256': `sha256=${'g'.repeat(64)}` })],
    ['given twice', () => ({ 'x-hub-signature-256': `sha256=${good()}, sha256=${good()}` })],
    ['over other bytes', () => ({ 'x-hub-signature-256': `sha256=${hmac(`${BODY} `, secret())}` })],
    ['made with an empty secret', () => ({ 'x-hub-signature-256': `sha256=${hmac(BODY, '')}` })],
    ['made with its verify token', () => ({ 'x-hub-signature-256': `sha256=${hmac(BODY, 'verify')}` })],
  ]
  test.each(cases)('%s is refused with 401', async (_name, headers) => {
    const response = await app.postRaw(webhookPath(app.platform(type)), BODY, headers())
    expect([response.status, await response.text()]).toEqual([401, 'Unauthorized'])
  })

  test('good, in lower case or upper, opens the door, and again when replayed', async () => {
    const path = webhookPath(app.platform(type))
    const statuses: number[] = []
    for (const signature of [good(), good(), good().toUpperCase()]) {
      const response = await app.postRaw(path, BODY, { 'x-hub-signature-256': `sha256=${signature}` })
      statuses.push(response.status)
      await response.arrayBuffer()
    }
    expect(statuses.slice(0, 2)).toEqual([200, 200])
    expect([200, 401]).toContain(statuses[2])
  })
})

describe('a webhook of another network', () => {
  const types = ['FACEBOOK', 'INSTAGRAM', 'WHATSAPP', 'LINE', 'TELEGRAM']
  test.each(types.flatMap((to) => types.filter((of) => of !== to).map((of) => [of, to])))(
    'signed as %s and posted to %s is refused with 401',
    async (of, to) => {
      const own = app.platform(of as string)
      const headers = channelOf(of as string)?.webhook.sign(Buffer.from(BODY), own.secret) ?? {}
      const response = await app.postRaw(webhookPath(app.platform(to as string)), BODY, headers)
      expect(response.status).toBe(401)
      await response.arrayBuffer()
    },
  )
})

describe('the body of a webhook', () => {
  const post = (bytes: Buffer, headers: Record<string, string> = {}) =>
    app.postRaw(webhookPath(app.platform('WHATSAPP')), bytes, {
      'x-hub-signature-256': `sha256=${hmac(bytes, app.platform('WHATSAPP').secret)}`,
      ...headers,
    })

  test('that is compressed is no JSON: 400, and nothing is unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, ' '))
    const response = await post(bomb, { 'content-encoding': 'gzip' })
    expect(response.status).toBe(400)
    await response.arrayBuffer()
  })

  test('in another charset is read as the UTF-8 that JSON is', async () => {
    const latin = Buffer.from('{"object":"whatsapp_business_account","entry":[],"x":"\xe9"}', 'latin1')
    const response = await post(latin, { 'content-type': 'application/json; charset=iso-8859-1' })
    expect(response.status).toBe(200)
    await response.arrayBuffer()
  })

  test('that is promised and never comes holds nobody else up', async () => {
    const { port } = new URL(app.url)
    const slow = Array.from({ length: 50 }, () => {
      const socket = connect(Number(port), '127.0.0.1')
      socket.on('error', () => undefined)
      socket.write(
        `POST ${webhookPath(app.platform('WHATSAPP'))} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n{`,
      )
      return socket
    })
    const response = await post(Buffer.from('{"object":"whatsapp_business_account","entry":[]}'))
    expect(response.status).toBe(200)
    await response.arrayBuffer()
    for (const socket of slow) socket.destroy()
  })
})

describe('the challenge of a handshake', () => {
  const ask = async (query: string) => {
    const response = await fetch(`${app.url}${webhookPath(app.platform('WHATSAPP'))}?${query}`)
    return { status: response.status, text: await response.text(), headers: response.headers }
  }
  const token = () => encodeURIComponent(app.platform('WHATSAPP').verifyToken ?? '')

  test('as HTML comes back as text that no browser runs', async () => {
    const html = encodeURIComponent('<script>alert(1)</script>')
    const answer = await ask(`hub.mode=subscribe&hub.verify_token=${token()}&hub.challenge=${html}`)
    expect([answer.status, answer.text]).toEqual([200, '<script>alert(1)</script>'])
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  })

  test.each(['hub.challenge[]=1&hub.challenge[]=2', 'hub.challenge=1&hub.challenge=2', ''])(
    'as an array, twice or missing (%s) is refused with 403',
    async (challenge) => {
      const answer = await ask(`hub.mode=subscribe&hub.verify_token=${token()}&${challenge}`)
      expect([answer.status, answer.text]).toEqual([403, 'Forbidden'])
    },
  )
})
