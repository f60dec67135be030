import type { Vault } from '../../infra/vault.ts'

export interface Credentials {
  /** What authorises calls of the account: a page or system-user token, a channel access token, a bot token. */
  accessToken: string
}

export const credentialsBoundTo = (platformId: string) => `platforms.credentials:${platformId}`

/** Null where the platform has none: it only listens. */
export function openCredentials(vault: Vault, platformId: string, sealed: Buffer | null): Credentials | null {
  return sealed ? (vault.openJson(sealed, credentialsBoundTo(platformId)) as Credentials) : null
}
