import { createHmac } from 'node:crypto'
import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startProvider, type TestProvider } from '../support/identity-provider.ts'
import { askAs, codesOf, idOf, memberOf, newProject } from '../support/principals.ts'
import { environmentOf } from '../support/signed-in.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'
import { WsClient } from '../support/ws-client.ts'

let provider: TestProvider
let app: TestApp
beforeAll(async () => {
  provider = await startProvider()
  app = await startTestApp({
    ...environmentOf(provider),
    // All that is forged here comes from one address.
    PARLEY_FAILED_KEYS_PER_MINUTE: '100000',
  })
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
    const strict = await startTestApp({
      ...environmentOf(provider),
      PARLEY_FAILED_KEYS_PER_MINUTE: '3',
    })
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
    const second = await startTestApp({
      PARLEY_JWT_ISSUER: late.issuer,
      PARLEY_JWT_AUDIENCE: late.audience,
      PARLEY_JWKS_URL: late.jwksUrl,
      PARLEY_JWKS_PRIVATE: '1',
    })
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
    const strict = await startTestApp({
      PARLEY_JWT_ISSUER: inside.issuer,
      PARLEY_JWT_AUDIENCE: inside.audience,
      PARLEY_JWKS_URL: inside.jwksUrl,
    })
    await memberOf(strict, { subject: 'ploy', issuer: inside.issuer, role: 'AGENT' })
    expect((await askAs(strict, await inside.token(), WHO)).status).toBe(401)
    expect(inside.asked()).toBe(0)
    await strict.stop()
    await inside.stop()
  })
})

describe('a member of several projects', () => {
  let sales: string
  beforeAll(async () => {
    sales = await newProject(app, 'sales')
    await memberOf(app, {
      subject: 'somchai',
      projects: { [app.demo.main.projectId]: 'AGENT', [sales]: 'ANALYST' },
    })
  })
  const ask = async (query: string, project?: string) =>
    askAs(app, await provider.token({ sub: 'somchai', jti: `${project}` }), query, {}, project)

  test('names one by its slug or its id, and has the role of that one', async () => {
    for (const [project, role] of [
      ['sales', 'ANALYST'],
      [idOf('Project', sales), 'ANALYST'],
      [sales, 'ANALYST'],
      ['inbox', 'AGENT'],
    ] as const)
      expect((await ask('{ viewer { roles } }', project)).data).toEqual({ viewer: { roles: [role] } })
  })

  test('who names none sees which there are, and is told to name one for the rest', async () => {
    const answer = await ask('{ viewer { roles projects { slug roles } } }')
    expect(answer.data).toEqual({
      viewer: {
        roles: [],
        projects: expect.arrayContaining([
          { slug: 'inbox', roles: ['AGENT'] },
          { slug: 'sales', roles: ['ANALYST'] },
        ]),
      },
    })
    const refused = await ask('{ conversations { nodes { id } } }')
    expect(codesOf(refused)).toEqual(['FORBIDDEN'])
    expect(refused.errors?.[0]?.message).toMatch(/x-parley-project.*(inbox|sales)/)
    expect(codesOf(await ask('{ viewer { project { id } } }'))).toEqual(['PROJECT_REQUIRED'])
  })

  test('gets the same NOT_FOUND for a project that is missing, foreign or malformed', async () => {
    const answers = await Promise.all(
      [
        'nowhere',
        app.demo.other.projectId,
        idOf('Project', app.demo.other.projectId),
        "' OR 1=1",
        '😀'.normalize('NFC') && '%F0',
        'x'.repeat(300),
      ].map((project) => ask(WHO, project)),
    )
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toHaveLength(1)
    expect(answers[0]?.status).toBe(404)
    expect(codesOf(answers[0] as never)).toEqual(['NOT_FOUND'])
  })

  test('loses the sockets of a project within five seconds of losing its role', async () => {
    const client = await new WsClient(`${app.url}/graphql`).opened()
    const token = await provider.token({ sub: 'somchai' })
    client.send({
      type: 'connection_init',
      payload: { authorization: `Bearer ${token}`, projectId: 'sales' },
    })
    await client.until((messages) => messages.some(({ type }) => type === 'connection_ack'))
    client.subscribe('1', 'subscription { events { __typename } }')
    await client.until(() => client.events('1').length > 0)
    const started = Date.now()
    await app.rows(`UPDATE project_members SET role = 'AGENT' WHERE project_id = '${sales}'`)
    expect((await client.closed).code).toBe(4403)
    expect(Date.now() - started).toBeLessThan(5000)
  })
})

test('who has signed in and is a member of nothing has a budget of their own', async () => {
  const small = await startTestApp({
    ...environmentOf(provider),
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
