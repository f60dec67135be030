/** …/graph-api/webhooks/getting-started#verification-requests */
import { randomInt } from 'node:crypto'
import type { ProbeResult, World } from '../../network.ts'
import { refuse } from './errors.ts'

/** Asks the address to give back a challenge; refuses the registration where it does not. */
export async function verifyCallback(world: World, url: string, verifyToken: string): Promise<void> {
  const address = addressOf(url)
  const challenge = String(randomInt(100_000_000, 2_000_000_000))
  address.searchParams.set('hub.mode', 'subscribe')
  address.searchParams.set('hub.challenge', challenge)
  address.searchParams.set('hub.verify_token', verifyToken)
  const answer = await world.probe({ method: 'GET', url: address.href })
  const problem = problemOf(answer, challenge)
  if (problem === null) return
  refuse({
    code: 2200,
    message: `(#2200) Callback verification failed with the following errors: ${problem}`,
  })
}

function addressOf(url: string): URL {
  const address = URL.parse(url)
  // Meta wants https; this server must also be able to call one on the same machine.
  if (address && /^https?:$/.test(address.protocol)) return address
  refuse({ code: 100, message: '(#100) The parameter callback_url must be a valid URL' })
}

function problemOf({ status, body, error }: ProbeResult, challenge: string): string | null {
  if (status === null) return `The URL could not be reached: ${error}`
  if (status !== 200) return `HTTP Status Code = ${status}; HTTP Message = ${body.slice(0, 100)}`
  if (body.trim() !== challenge) return 'The response does not match challenge'
  return null
}
