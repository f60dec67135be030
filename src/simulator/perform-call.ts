/** One call of a platform's API, from its bytes to its answer, with the faults that rules ask for. */
import type { ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import type { FaultRule } from './faults.ts'
import { loadLinks } from './load-links.ts'
import { writeFaultyFile } from './media-faults.ts'
import {
  type Account,
  type ApiAnswer,
  type ApiCall,
  type CallDescription,
  type Failure,
  type Happening,
  type MediaFault,
  mediaFaults,
  type Performed,
  Refused,
  type SimulatedNetwork,
} from './network.ts'
import { splitEarly, type Teller, tell, tellLater } from './tell.ts'
import { writeAnswer } from './write-answer.ts'

const TIMEOUT_MS = 30_000
/** An address that does not answer must not hold back the answer for ever. */
const EARLY_MS = 5000

export async function performCall(
  teller: Teller,
  network: SimulatedNetwork,
  call: ApiCall,
  response: ServerResponse,
): Promise<void> {
  try {
    await perform(teller, network, call, response)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    await writeAnswer(response, error.answer)
  }
}

async function perform(
  teller: Teller,
  network: SimulatedNetwork,
  call: ApiCall,
  response: ServerResponse,
): Promise<void> {
  const described = network.describe(call)
  if (!described) return void (await writeAnswer(response, network.unknown(call)))
  const ofType = teller.world.accounts().filter((one) => one.type === network.type)
  const account = network.authenticate(call, ofType)
  const rule = teller.faults.ofCall({
    network: network.type,
    account: account.externalId,
    customer: described.customer ?? null,
    operation: described.operation,
  })
  if (rule?.fault === 'refuseConnection') return void response.destroy()
  const failure = failureOf(rule) ?? overRate(teller, account, described)
  if (failure) {
    const refusal = network.failure(failure, call)
    const { retryAfter } = failure
    // Whatever serves the files of a network says it as HTTP does.
    const patience =
      described.operation === 'downloadMedia' && retryAfter ? { 'retry-after': String(retryAfter) } : {}
    return void (await writeAnswer(response, { ...refusal, headers: { ...refusal.headers, ...patience } }))
  }
  const asked = {
    ...call,
    ...(described.operation === 'send' && { links: await loadLinks(call.body) }),
    recipientBlocked: rule?.fault === 'blocked',
  }
  const performed = await network.perform(asked, account, teller.world)
  await answer(teller, performed, rule, response)
}

function failureOf(rule: FaultRule | null): Failure | null {
  if (rule?.fault === 'error500' || rule?.fault === 'expiredToken') return { kind: rule.fault }
  if (rule?.fault === 'expiredLink') return { kind: 'gone' }
  if (rule?.fault !== 'rateLimit') return null
  return {
    kind: 'rateLimit',
    scope: 'account',
    ...(rule.retryAfter !== undefined && { retryAfter: rule.retryAfter }),
  }
}

/** Rates count only where the account was given some. */
function overRate({ world }: Teller, account: Account, described: CallDescription): Failure | null {
  const { account: ofAccount, recipient: ofRecipient } = account.rates
  const waitAccount = ofAccount ? world.take(account, 'account', ofAccount) : null
  if (waitAccount !== null) return limited('account', waitAccount)
  if (!ofRecipient || described.operation !== 'send' || described.customer === undefined) return null
  const wait = world.take(account, `recipient:${described.customer}`, ofRecipient)
  return wait === null ? null : limited('recipient', wait)
}

function limited(scope: 'account' | 'recipient', wait: number): Failure {
  return { kind: 'rateLimit', scope, retryAfter: Math.ceil(wait) }
}

async function answer(
  teller: Teller,
  { answer: said, happenings = [], news = [] }: Performed,
  rule: FaultRule | null,
  response: ServerResponse,
): Promise<void> {
  const isRefused = said.status >= 400
  for (const one of news) tellLater(teller, one)
  if (rule?.fault === 'drop' && !isRefused) {
    response.destroy()
    return tellAll(teller, happenings)
  }
  if (rule?.fault === 'timeout' && !isRefused) {
    tellAll(teller, happenings)
    return answerLate(response, said, rule.delayMs ?? TIMEOUT_MS)
  }
  const spoiled = mediaFaultOf(rule)
  if (spoiled && !isRefused && Buffer.isBuffer(said.body))
    return await writeFaultyFile(response, { ...said, body: said.body }, spoiled)
  const { early, late } = splitEarly(teller, happenings)
  tellAll(teller, early)
  for (const { conversation } of early.slice(-1)) await settledSoon(teller, conversation.account)
  await writeAnswer(response, said)
  tellAll(teller, late)
}

function mediaFaultOf(rule: FaultRule | null): (FaultRule & { fault: MediaFault }) | null {
  const fault = mediaFaults.find((one) => one === rule?.fault)
  return rule && fault ? { ...rule, fault } : null
}

function tellAll(teller: Teller, happenings: readonly Happening[]): void {
  for (const happening of happenings) tell(teller, happening)
}

async function settledSoon({ poster }: Teller, account: Account): Promise<void> {
  const timer = new AbortController()
  const late = setTimeout(EARLY_MS, undefined, { signal: timer.signal }).catch(() => undefined)
  await Promise.race([poster.settled(account), late])
  timer.abort()
}

/** Nothing is written when the caller has given up, or the server was closed, before. */
async function answerLate(response: ServerResponse, said: ApiAnswer, delayMs: number): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  // Rejects when the caller leaves, which ends the waiting and nothing else.
  await setTimeout(delayMs, undefined, { signal: gone.signal }).catch(() => undefined)
  if (!response.closed) await writeAnswer(response, said)
}
