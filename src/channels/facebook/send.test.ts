import { describe, expect, it } from 'vitest'
import type { Json } from '../inbound.ts'
import { outbound } from './outbound.ts'

const answer = (body: Json, status = 200) => outbound.readIdentity({ status, headers: {}, body })

describe('the token of a page', () => {
  it('is asked whose it is', () => {
    expect(outbound.identify({ externalId: '104' })).toEqual({
      method: 'GET',
      host: 'api',
      path: '/v26.0/me?fields=id,name,username,picture,followers_count',
    })
  })

  it('is that of the page', () => {
    const picture = { data: { height: 50, is_silhouette: false, url: 'https://x.example/p.jpg', width: 50 } }
    expect(answer({ id: '104', name: 'Shop', username: 'shop', picture, followers_count: 12 })).toEqual({
      externalId: '104',
      name: 'Shop',
      username: 'shop',
      avatarUrl: 'https://x.example/p.jpg',
      followerCount: 12,
    })
    expect(answer({ id: '104', name: 'Shop' })).toEqual({ externalId: '104', name: 'Shop' })
  })

  it('may be no longer good, or nobody’s', () => {
    const error = { message: 'Expired', code: 190, error_subcode: 463 }
    expect(answer({ error }, 400)).toMatchObject({ class: 'AUTH_EXPIRED', code: '190/463' })
    expect(answer({ id: '104' })).toEqual({
      class: 'TRANSIENT',
      code: '200',
      message: 'The answer names no account',
    })
    expect(answer(null, 502)).toMatchObject({ class: 'TRANSIENT' })
  })
})

describe('a send', () => {
  it('can never be repeated: there is no key that would tell', () => {
    expect(outbound.repeatable({ method: 'POST', host: 'api', path: '/' })).toBe(false)
  })

  it('goes to an origin that is there', () => {
    expect(Object.values(outbound.hosts).map((host) => new URL(host).origin)).toEqual([
      'https://graph.facebook.com',
    ])
  })
})
