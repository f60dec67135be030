import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

/** An identity provider as far as Parley sees one: its public keys, and tokens signed with the private ones. */
export interface TestProvider {
  issuer: string
  audience: string
  jwksUrl: string
  /** By which a Parley takes its tokens, though its address is private. */
  environment: Record<string, string>
  /** How often its keys were asked for. */
  asked: () => number
  publicPem: string
  /** A token as it would make it; claims and header may be bent. */
  token(
    claims?: JWTPayload,
    how?: { kid?: string; audience?: string; issuer?: string; expiresIn?: string },
  ): Promise<string>
  /** Its server answers 503, or again. */
  setDown(isDown: boolean): void
  stop(): Promise<void>
}

export async function startProvider(issuer = 'https://id.example.com'): Promise<TestProvider> {
  const audience = 'parley'
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'RS256', use: 'sig' }]
  let asked = 0
  let isDown = false
  const server: Server = createServer((_request, response) => {
    asked += 1
    if (isDown) response.writeHead(503).end()
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`
  return {
    issuer,
    audience,
    jwksUrl,
    environment: {
      PARLEY_JWT_ISSUER: issuer,
      PARLEY_JWT_AUDIENCE: audience,
      PARLEY_JWKS_URL: jwksUrl,
      PARLEY_JWKS_PRIVATE: '1',
    },
    asked: () => asked,
    publicPem: await exportSPKI(publicKey),
    token: async (claims = {}, how = {}) =>
      await new SignJWT({ sub: 'ploy', name: 'Ploy', email: 'ploy@example.com', ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: how.kid ?? 'key-1' })
        .setIssuer(how.issuer ?? issuer)
        .setAudience(how.audience ?? audience)
        .setIssuedAt()
        .setExpirationTime(how.expiresIn ?? '1h')
        .sign(privateKey),
    setDown: (down) => {
      isDown = down
    },
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
