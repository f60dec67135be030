import type { ProbeResult, World } from './network.ts'

const TIMEOUT_MS = 10_000
/** Of an answer, which nobody reads further: a challenge, or the reason of a refusal. */
const MAX_CHARACTERS = 4096

/** Calls an address that an account was given as its webhook. Redirects are not followed, as no platform does. */
export async function probe({
  method,
  url,
  headers,
  body,
}: Parameters<World['probe']>[0]): Promise<ProbeResult> {
  try {
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(headers && { headers }),
      ...(body && { body: new Uint8Array(body) }),
    })
    return { status: response.status, body: (await response.text()).slice(0, MAX_CHARACTERS) }
  } catch (error) {
    return { status: null, body: '', error: reason(error) }
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}
