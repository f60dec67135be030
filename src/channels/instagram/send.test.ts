import { describe, expect, it } from 'vitest'
import type { Json } from '../inbound.ts'
import { outbound } from './outbound.ts'

const answer = (body: Json, status = 200) => outbound.readIdentity({ status, headers: {}, body })

describe('the token of an account', () => {
  it('is asked whose it is', () => {
    expect(outbound.identify({ externalId: '178' })).toEqual({
      method: 'GET',
      host: 'api',
      path: '/v26.0/me?fields=user_id,username,name,profile_picture_url,followers_count',
    })
  })

  it('is that of the account by the id that webhooks have, not by that of the app', () => {
    const user = { user_id: '178', id: '999', username: 'shop', name: 'Shop', followers_count: 7 }
    const profile = { externalId: '178', name: 'Shop', username: 'shop', followerCount: 7 }
    expect(answer(user)).toEqual(profile)
    expect(answer({ data: [user] })).toEqual(profile)
    const picture = { user_id: '178', username: 'shop', profile_picture_url: 'https://x.example/p.jpg' }
    expect(answer(picture)).toEqual({
      externalId: '178',
      name: 'shop',
      username: 'shop',
      avatarUrl: 'https://x.example/p.jpg',
    })
  })

  it('may be no longer good, or nobody’s', () => {
    const error = { message: 'Expired', code: 190, error_subcode: 463 }
    expect(answer({ error }, 400)).toMatchObject({ class: 'AUTH_EXPIRED', code: '190/463' })
    expect(answer({ id: '999', username: 'shop' })).toMatchObject({ class: 'TRANSIENT' })
  })
})

describe('a send', () => {
  it('can never be repeated: there is no key that would tell', () => {
    expect(outbound.repeatable({ method: 'POST', host: 'api', path: '/' })).toBe(false)
  })

  it('goes to an origin that is there', () => {
    expect(Object.values(outbound.hosts).map((host) => new URL(host).origin)).toEqual([
      'https://graph.instagram.com',
    ])
  })
})
