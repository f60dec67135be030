/** What holds for every network that is asked who its people are: a new one gets this suite by its line in `index.ts`. */
import { describe, expect, it } from 'vitest'
import type { Channel } from './channel.ts'
import type { Json } from './inbound.ts'
import { channels } from './index.ts'
import { NONSENSE, TOKEN } from './shared/fixtures/outbound.ts'

const asked = channels.flatMap((channel: Channel) => {
  const { type, profiles, outbound } = channel
  return profiles && outbound ? [{ type, channel, profiles, outbound }] : []
})

const TOLD: Readonly<Record<string, { answer: Json; name: string }>> = {
  FACEBOOK: { answer: { id: '7', first_name: 'มะลิ', last_name: 'ใจดี' }, name: 'มะลิ ใจดี' },
  INSTAGRAM: { answer: { id: '7', name: 'มะลิ', username: 'mali.cafe' }, name: 'มะลิ' },
  LINE: { answer: { userId: 'U7', displayName: 'มะลิ', language: 'th' }, name: 'มะลิ' },
}

it('is asked where messages tell no name', () => {
  expect(asked.map(({ type }) => type)).toEqual(['FACEBOOK', 'INSTAGRAM', 'LINE'])
})

describe.each(asked)('$type', ({ type, channel, profiles, outbound }) => {
  const read = (status: number, body: Json = null, headers = {}) => profiles.read({ status, headers, body })

  it('is asked for the person at one of its hosts, without the token', () => {
    const customerId = channel.samples.customerId(7)
    const request = profiles.ask(customerId)
    expect(request).toMatchObject({ method: 'GET', path: expect.stringContaining(customerId) })
    expect(Object.keys(outbound.hosts)).toContain(request?.host)
    expect(JSON.stringify(request)).not.toContain(TOKEN)
    expect(profiles.rate.points / profiles.rate.seconds).toBeGreaterThan(0)
  })

  it('is asked about no id that leads elsewhere', () => {
    for (const id of ['../me', 'a/b', '7?fields=access_token', 'user_ref:7', ' ', 'ü'])
      expect(profiles.ask(id)?.path ?? '/').not.toMatch(/\.\.\/|a\/b|access_token=|[^\x21-\x7e]/)
  })

  it('tells the name', () => {
    expect(read(200, TOLD[type]?.answer)).toMatchObject({ ok: true, profile: { name: TOLD[type]?.name } })
  })

  it('tells nothing where the answer is of another shape', () => {
    for (const body of NONSENSE) {
      const told = read(200, body)
      if (told.ok) expect(told.profile).toEqual({})
    }
  })

  it.each([301, 400, 401, 403, 404, 429, 500, 503])('%i has a class', (status) => {
    expect(read(status)).toMatchObject({ ok: false, error: { class: expect.stringMatching(/^[A-Z_]+$/) } })
  })

  it('that must be waited for says how long', () => {
    expect(read(429, null, { 'retry-after': '7' })).toMatchObject({
      error: { class: 'RATE_LIMITED', retryAfterMs: 7000 },
    })
  })
})
