import { createHmac } from 'node:crypto'
import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startProvider, type TestProvider } from '../support/identity-provider.ts'
import { askAs, codesOf, memberOf } from '../support/principals.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'
import { WsClient } from '../support/ws-client.ts'

let provider: TestProvider
let app: TestApp
beforeAll(async () => {
  provider = await startProvider()
  app = await startTestApp(provider.environment)
  await memberOf(app, { subject: 'ploy', role: 'ADMIN' })
})
afterAll(async () => {
  await app?.stop()
  await provider?.stop()
})

const WHO = '{ viewer { name roles project { slug } member { name } apiKey { id } } }'
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

async function closeCodeOf(credential: string): Promise<number> {
  const client = await new WsClient(`${app.url}/graphql`).opened()
  client.send({ type: 'connection_init', payload: { authorization: `Bearer ${credential}` } })
  return (await client.closed).code
}

/** What a stranger could send, each made by somebody who knows everything but the private key. */
const forged: Record<string, () => Promise<string> | string> = {
  'of no signature (alg none)': () =>
    new UnsecuredJWT({ sub: 'ploy' })
      .setIssuer(provider.issuer)
      .setAudience(provider.audience)
      .setExpirationTime('1h')
      .encode()
      .replace(/\.$/, '.x'),
  'of alg none without a third part': () =>
    `${part({ alg: 'none' })}.${part({ sub: 'ploy', iss: provider.issuer })}.`,
  'signed by HMAC with the public key': () => {
    const body = `${part({ alg: 'HS256', kid: 'key-1' })}.${part({ sub: 'ploy', iss: provider.issuer, aud: provider.audience, exp: Math.floor(Date.now() / 1000) + 600 })}`
    return `${body}.${createHmac('sha256', provider.publicPem).update(body).digest('base64url')}`
  },
  'signed by another key of the same name': async () => {
    const { privateKey } = await generateKeyPair('RS256')
    return await new SignJWT({ sub: 'ploy' })
      .setProtectedHeader({ alg: 'RS256', kid: 'key-1' })
      .setIssuer(provider.issuer)
      .setAudience(provider.audience)
      .setExpirationTime('1h')
      .sign(privateKey)
  },
  'of another algorithm than is allowed': async () => {
    const { privateKey } = await generateKeyPair('ES384')
    return await new SignJWT({ sub: 'ploy' })
      .setProtectedHeader({ alg: 'ES384', kid: 'key-1' })
      .setIssuer(provider.issuer)
      .setAudience(provider.audience)
      .setExpirationTime('1h')
      .sign(privateKey)
  },
  'that has expired': () => provider.token({}, { expiresIn: '-1m' }),
  'that is not valid yet': () => provider.token({ nbf: Math.floor(Date.now() / 1000) + 600 }),
  'for another audience': () => provider.token({}, { audience: 'another-app' }),
  'of another issuer': () => provider.token({}, { issuer: 'https://elsewhere.example.com' }),
  'of an unknown key': () => provider.token({}, { kid: 'key-of-nobody' }),
  'without a subject': () => provider.token({ sub: '' }),
  'whose subject is no text': () => provider.token({ sub: 4711 as never }),
  'that was changed': async () => {
    const [header, , signature] = (await provider.token()).split('.')
    const claims = { sub: 'owner', iss: provider.issuer, aud: provider.audience, exp: 9_999_999_999 }
    return `${header}.${part(claims)}.${signature}`
  },
  'of three empty parts': () => '..',
  'that is no JSON': () => 'abc.def.ghi',
}

describe('a token', () => {
  test('of the identity provider lets its member in, with their role', async () => {
    expect(await askAs(app, await provider.token(), WHO)).toMatchObject({
      status: 200,
      data: {
        viewer: {
          name: 'ploy',
          roles: ['ADMIN'],
          project: { slug: 'inbox' },
          member: { name: 'ploy' },
          apiKey: null,
        },
      },
    })
  })

  test.each(Object.keys(forged))('%s is 401 over HTTP and 4403 on the socket', async (name) => {
    const token = (await forged[name]?.()) ?? ''
    const answer = await askAs(app, token, '{ nonsense }')
    expect([answer.status, codesOf(answer)]).toEqual([401, ['UNAUTHENTICATED']])
    expect(await closeCodeOf(token)).toBe(4403)
  })

  test('of unknown keys, a hundred of them, makes the provider be asked once at most', async () => {
    const before = provider.asked()
    const tokens = await Promise.all(
      Array.from({ length: 100 }, (_, n) => provider.token({}, { kid: `unknown-${n}` })),
    )
    const answers = await Promise.all(tokens.map((token) => askAs(app, token, WHO)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]))
    expect(provider.asked() - before).toBeLessThanOrEqual(1)
  })

  test('goes on while the provider is away, by the keys that are known', async () => {
    provider.setDown(true)
    expect((await askAs(app, await provider.token({ sub: 'ploy', jti: 'down' }), WHO)).status).toBe(200)
    provider.setDown(false)
  })

  test('that expires ends its socket with 4403 within five seconds', async () => {
    const token = await provider.token({}, { expiresIn: '2s' })
    const client = await new WsClient(`${app.url}/graphql`).opened()
    client.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })
    await client.until((messages) => messages.some(({ type }) => type === 'connection_ack'))
    const { code } = await client.closed
    expect(code).toBe(4403)
  })
})

describe('an address from which bad tokens come', () => {
  test('shuts out nobody who was let in there before, though their token is a new one', async () => {
    const strict = await startTestApp({ ...provider.environment, PARLEY_FAILED_KEYS_PER_MINUTE: '3' })
    for (const subject of ['ploy', 'nok', 'lek']) await memberOf(strict, { subject, role: 'AGENT' })
    const statusOf = async (sub: string, { project = 'inbox', expiresIn = '1h' } = {}) => {
      const token = await provider.token({ sub, jti: `${Math.random()}` }, { expiresIn })
      return (await askAs(strict, token, WHO, {}, project)).status
    }
    expect(await statusOf('ploy')).toBe(200)
    // The project is not theirs, the token is good: that counts as no failure, however often.
    for (let n = 0; n < 5; n += 1) expect(await statusOf('nok', { project: 'nowhere' })).toBe(404)
    for (const status of [401, 401, 401, 429])
      expect(await statusOf('ploy', { expiresIn: '-1m' })).toBe(status)
    expect([await statusOf('ploy'), await statusOf('nok'), await statusOf('lek')]).toEqual([200, 200, 429])
    await strict.stop()
  })
})

describe('where the provider is away from the start', () => {
  test('a token is 401, and is taken once the provider is back', async () => {
    const late = await startProvider('https://late.example.com')
    late.setDown(true)
    const second = await startTestApp(late.environment)
    await memberOf(second, { subject: 'ploy', issuer: late.issuer, role: 'AGENT' })
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, n) => askAs(second, await late.token({ jti: `${n}` }), WHO)),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]))
    expect(late.asked()).toBe(1)
    late.setDown(false)
    const retried = async () => (await askAs(second, await late.token(), WHO)).status
    await expect.poll(retried, { timeout: 20_000, interval: 250 }).toBe(200)
    await second.stop()
    await late.stop()
  })

  test('and its address is private, the keys are not even asked for', async () => {
    const inside = await startProvider('https://inside.example.com')
    const strict = await startTestApp({ ...inside.environment, PARLEY_JWKS_PRIVATE: '0' })
    await memberOf(strict, { subject: 'ploy', issuer: inside.issuer, role: 'AGENT' })
    expect((await askAs(strict, await inside.token(), WHO)).status).toBe(401)
    expect(inside.asked()).toBe(0)
    await strict.stop()
    await inside.stop()
  })
})

test('who has signed in and is a member of nothing has a budget of their own', async () => {
  const small = await startTestApp({
    ...provider.environment,
    PARLEY_KEY_POINTS_PER_MINUTE: '2',
  })
  const statuses = async (sub: string, times: number) => {
    const token = await provider.token({ sub })
    const told: number[] = []
    for (let n = 0; n < times; n += 1) told.push((await askAs(small, token, '{ viewer { name } }')).status)
    return told
  }
  expect(await statuses('stranger', 3)).toEqual([200, 200, 429])
  expect(await statuses('newcomer', 1)).toEqual([200])
  await small.stop()
})
