import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askAs, codesOf, idOf, keyOf, memberOf } from '../support/principals.ts'
import { type Result, type SignedInApp, startSignedInApp } from '../support/signed-in.ts'
import type { TestApp } from '../support/test-app.ts'

let signedIn: SignedInApp
let app: TestApp
let owner: string
let admin: string
beforeAll(async () => {
  signedIn = await startSignedInApp()
  ;({ app, owner, admin } = signedIn)
})
afterAll(async () => {
  await signedIn?.stop()
})
const change: SignedInApp['change'] = (...asked) => signedIn.change(...asked)
const makeKey: SignedInApp['makeKey'] = (...asked) => signedIn.makeKey(...asked)

describe('nobody grants more than they have', () => {
  test('by a key', async () => {
    const refused = await makeKey(admin, { name: 'more', role: 'OWNER' })
    expect([refused.code, refused.message]).toEqual([
      'FORBIDDEN',
      expect.stringMatching(/MANAGE_ORGANIZATION.*OWNER/),
    ])
    expect((await makeKey(admin, { name: 'less', role: 'ADMIN' })).__typename).toBe('CreateApiKeyPayload')
    const scoped = await keyOf(app, 'ADMIN', ['MANAGE_API_KEYS', 'READ_INBOX'])
    expect((await makeKey(scoped, { name: 'all', role: 'ADMIN' })).code).toBe('FORBIDDEN')
    expect((await makeKey(scoped, { name: 'same', role: 'AGENT', scopes: ['READ_INBOX'] })).__typename).toBe(
      'CreateApiKeyPayload',
    )
  })
  test('by the rotation of a key that may more', async () => {
    const made = await makeKey(owner, { name: 'strong', role: 'OWNER' })
    expect((await change(admin, 'rotateApiKey', { apiKeyId: made.apiKey.id })).code).toBe('FORBIDDEN')
  })
  test('nor takes back what may more: a key, an invitation', async () => {
    const made = await makeKey(owner, { name: 'of the owner', role: 'OWNER' })
    const refused = await change(admin, 'revokeApiKey', { apiKeyId: made.apiKey.id })
    expect([refused.code, refused.path]).toEqual(['FORBIDDEN', ['input', 'apiKeyId']])
    expect((await askAs(app, made.secret ?? '', '{ viewer { name } }')).status).toBe(200)
    const invited = (await change(
      owner,
      'inviteMember',
      { role: 'OWNER', reach: 'ORGANIZATION' },
      'invitation { id }',
    )) as Result & { invitation: { id: string } }
    const kept = await change(admin, 'revokeInvitation', { invitationId: invited.invitation.id })
    expect(kept.code).toBe('FORBIDDEN')
    for (const [field, input] of [
      ['revokeApiKey', { apiKeyId: made.apiKey.id }],
      ['revokeInvitation', { invitationId: invited.invitation.id }],
    ] as const)
      expect((await change(owner, field, input)).code).toBeUndefined()
  })
  test('by an invitation, a role, or a removal', async () => {
    expect((await change(admin, 'inviteMember', { role: 'OWNER', reach: 'ORGANIZATION' })).code).toBe(
      'FORBIDDEN',
    )
    const somebody = idOf('Member', await memberOf(app, { subject: 'somebody', role: 'AGENT' }))
    const raised = await change(admin, 'changeMemberRole', {
      memberId: somebody,
      role: 'OWNER',
      reach: 'ORGANIZATION',
    })
    expect(raised.code).toBe('FORBIDDEN')
    const boss = idOf('Member', await memberOf(app, { subject: 'boss', role: 'OWNER' }))
    for (const [field, input] of [
      ['changeMemberRole', { memberId: boss, role: 'AGENT', reach: 'ORGANIZATION' }],
      ['removeMember', { memberId: boss, reach: 'ORGANIZATION' }],
    ] as const)
      expect((await change(admin, field, input)).code).toBe('FORBIDDEN')
  })
  test('over the organisation by a key or by a role in one project', async () => {
    const key = await keyOf(app, 'OWNER')
    await memberOf(app, { subject: 'local', projects: { [app.demo.main.projectId]: 'OWNER' } })
    for (const credential of [key, await signedIn.provider.token({ sub: 'local' })]) {
      expect((await change(credential, 'inviteMember', { role: 'AGENT', reach: 'ORGANIZATION' })).code).toBe(
        'FORBIDDEN',
      )
      expect((await change(credential, 'inviteMember', { role: 'AGENT' })).__typename).toBe(
        'InviteMemberPayload',
      )
      for (const query of [
        'mutation { removeIdentityProvider(input: {}) { __typename } }',
        '{ identityProvider { issuer } }',
      ])
        expect(codesOf(await askAs(app, credential, query))).toEqual(['FORBIDDEN'])
      const { data } = await askAs<{ viewer: { permissions: string[] } }>(
        app,
        credential,
        '{ viewer { permissions } }',
      )
      expect(data?.viewer.permissions).not.toContain('MANAGE_ORGANIZATION')
      // In the project they hand on all that they are.
      expect((await change(credential, 'inviteMember', { role: 'OWNER' })).__typename).toBe(
        'InviteMemberPayload',
      )
    }
  })
})
