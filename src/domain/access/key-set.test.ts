import { errors, exportJWK, generateKeyPair, type JSONWebKeySet, jwtVerify, SignJWT } from 'jose'
import { beforeEach, describe, expect, test } from 'vitest'
import { KeySet, KeysUnavailable } from './key-set.ts'

const MINUTE = 60_000

async function pair(kid: string) {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
  const token = await new SignJWT({ sub: 'ploy' }).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey)
  return { jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256' }, token }
}

const [first, second] = await Promise.all([pair('first'), pair('second')])
let now: number
let asked: number
let failures: number
let isDown: boolean
let keys: JSONWebKeySet
let set: KeySet
beforeEach(() => {
  now = 1_000_000
  asked = failures = 0
  isDown = false
  keys = { keys: [first.jwk] }
  set = new KeySet({
    fetchKeys: async () => {
      asked += 1
      if (isDown) throw new Error('down')
      return keys
    },
    now: () => now,
    onFailure: () => {
      failures += 1
    },
  })
})

const verify = async (token: string) => (await jwtVerify(token, set.find)).payload.sub

describe('the keys of an identity provider', () => {
  test('are fetched once for many tokens that come together', async () => {
    expect(await Promise.all(Array.from({ length: 20 }, () => verify(first.token)))).toEqual(
      Array(20).fill('ploy'),
    )
    expect(asked).toBe(1)
  })
  test('that are new are found, once the last look was half a minute ago', async () => {
    await verify(first.token)
    keys = { keys: [first.jwk, second.jwk] }
    await expect(verify(second.token)).rejects.toThrow(errors.JWKSNoMatchingKey)
    expect(asked).toBe(1)
    now += MINUTE / 2
    expect(await verify(second.token)).toBe('ploy')
    expect(asked).toBe(2)
  })
  test('that were taken back lose their power with the next look', async () => {
    await verify(first.token)
    keys = { keys: [second.jwk] }
    now += 11 * MINUTE
    await verify(first.token) // known still; looked for anew meanwhile
    await expect.poll(() => verify(first.token).catch((error: Error) => error.name)).toBe('JWKSNoMatchingKey')
  })
  test('go on for a day while the provider is away, and no longer', async () => {
    await verify(first.token)
    isDown = true
    now += 23 * 60 * MINUTE
    expect(await verify(first.token)).toBe('ploy')
    await expect.poll(() => failures).toBe(1)
    now += 2 * 60 * MINUTE
    await expect(verify(first.token)).rejects.toThrow(KeysUnavailable)
  })
  test('that could not be had are asked for again after five seconds, not at once', async () => {
    isDown = true
    for (let n = 0; n < 5; n += 1) await expect(verify(first.token)).rejects.toThrow(KeysUnavailable)
    expect(asked).toBe(1)
    isDown = false
    now += 5000
    expect(await verify(first.token)).toBe('ploy')
  })
})
