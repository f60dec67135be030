import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startProvider } from '../support/identity-provider.ts'
import { askAs, codesOf, memberOf, organizationOf } from '../support/principals.ts'
import { type SignedInApp, startSignedInApp } from '../support/signed-in.ts'
import type { TestApp } from '../support/test-app.ts'
import { WsClient } from '../support/ws-client.ts'

let signedIn: SignedInApp
let app: TestApp
let owner: string
beforeAll(async () => {
  signedIn = await startSignedInApp()
  ;({ app, owner } = signedIn)
  await memberOf(app, { subject: 'ploy', role: 'ADMIN' })
})
afterAll(async () => {
  await signedIn?.stop()
})
const change: SignedInApp['change'] = (...asked) => signedIn.change(...asked)

describe('the identity provider of an organisation', () => {
  test('vouches for its own members alone, also under the issuer of another', async () => {
    const own = await startProvider('https://own.example.com')
    const otherOrganization = await organizationOf(app, app.demo.other.projectId)
    // The other organisation names our issuer, with keys of its own.
    await app.rows(
      `INSERT INTO identity_providers (organization_id, issuer, audience, jwks_url, algorithms)
       VALUES ('${otherOrganization}', '${signedIn.provider.issuer}', '${own.audience}', '${own.jwksUrl}', '{RS256}')`,
    )
    const foreign = await own.token({ sub: 'ploy' }, { issuer: signedIn.provider.issuer })
    const answer = await askAs(
      app,
      foreign,
      '{ viewer { roles projects { slug } } conversations { nodes { id } } }',
    )
    expect(codesOf(answer)).toEqual(['FORBIDDEN'])
    await memberOf(app, { subject: 'ploy', role: 'OWNER', organizationId: otherOrganization })
    const known = await askAs(app, foreign, '{ viewer { roles organization { slug } } }')
    expect(known.data).toEqual({ viewer: { roles: ['OWNER'], organization: { slug: 'other' } } })
    await app.rows('DELETE FROM identity_providers')
    await app.rows(`DELETE FROM members WHERE organization_id = '${otherOrganization}' AND subject = 'ploy'`)
    await own.stop()
  })

  test('keeps nobody out whom another organisation’s provider of the same name vouches for too', async () => {
    const shared = await startProvider('https://shared.example.com')
    const [first = '', second = ''] = [
      await organizationOf(app),
      await organizationOf(app, app.demo.other.projectId),
    ].sort()
    for (const organizationId of [first, second])
      await app.rows(
        `INSERT INTO identity_providers (organization_id, issuer, audience, jwks_url, algorithms)
         VALUES ('${organizationId}', '${shared.issuer}', '${shared.audience}', '${shared.jwksUrl}', '{RS256}')`,
      )
    // Known to the one alone that is asked last.
    const { issuer } = shared
    await memberOf(app, { subject: 'mali', issuer, role: 'AGENT', organizationId: second })
    const token = await shared.token({ sub: 'mali' })
    expect(await askAs(app, token, '{ viewer { roles } }')).toMatchObject({
      status: 200,
      data: { viewer: { roles: ['AGENT'] } },
    })
    await app.rows('DELETE FROM identity_providers')
    await app.rows(`DELETE FROM members WHERE issuer = '${issuer}'`)
    await shared.stop()
  })
})

test('an OWNER names the identity provider of the organisation, by which its people then sign in', async () => {
  const own = await startProvider('https://own.example.com')
  const input = { issuer: own.issuer, audience: own.audience, jwksUrl: own.jwksUrl }
  expect((await change(owner, 'setIdentityProvider', { ...input, algorithms: ['HS256'] })).code).toBe(
    'INVALID_INPUT',
  )
  expect((await change(owner, 'setIdentityProvider', { ...input, jwksUrl: 'file:///etc/passwd' })).code).toBe(
    'INVALID_INPUT',
  )
  const set = async (more = {}) =>
    expect((await change(owner, 'setIdentityProvider', { ...input, ...more })).__typename).toBe(
      'SetIdentityProviderPayload',
    )
  await set()
  await memberOf(app, { subject: 'own', issuer: own.issuer, role: 'AGENT' })
  const token = await own.token({ sub: 'own' })
  expect((await askAs(app, token, '{ viewer { roles } }')).data).toEqual({ viewer: { roles: ['AGENT'] } })
  const listen = async () => {
    const client = await new WsClient(`${app.url}/graphql`).init(token)
    client.subscribe('1', 'subscription { events { __typename } }')
    await client.until(() => client.events('1').length > 0)
    return client
  }
  // Keys that were stolen have signed what they liked: whoever is in by the former ones has to show a new token.
  const former = await listen()
  const changed = Date.now()
  await set({ jwksUrl: `${own.jwksUrl}?2` })
  expect((await former.closed).code).toBe(4403)
  expect(Date.now() - changed).toBeLessThan(5000)
  const client = await listen()
  // The same again is no change.
  await set({ jwksUrl: `${own.jwksUrl}?2`, emailClaim: 'mail' })
  const started = Date.now()
  expect((await change(owner, 'removeIdentityProvider', {})).__typename).toBe('RemoveIdentityProviderPayload')
  expect((await client.closed).code).toBe(4403)
  expect(Date.now() - started).toBeLessThan(5000)
  await expect
    .poll(async () => (await askAs(app, token, '{ viewer { roles } }')).status, {
      timeout: 15_000,
      interval: 250,
    })
    .toBe(401)
  await own.stop()
})
