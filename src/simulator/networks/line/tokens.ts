/** The tokens LINE gives out with messages. Those that never expire say themselves what they are for. */
import { type Account, type Conversation, perAccount, type World } from '../../network.ts'

const REPLY_TOKEN_LIFE_MS = 60_000
const MAX_REPLY_TOKENS = 10_000

interface ReplyToken {
  conversation: Conversation
  expiresAt: number
}

const replyTokens = perAccount(() => new Map<string, ReplyToken>())

export function issueReplyToken(conversation: Conversation, world: World): string {
  const tokens = replyTokens(conversation.account)
  const token = hex(world, 32)
  tokens.set(token, { conversation, expiresAt: world.now() + REPLY_TOKEN_LIFE_MS })
  const oldest = tokens.keys().next().value
  if (tokens.size > MAX_REPLY_TOKENS && oldest !== undefined) tokens.delete(oldest)
  return token
}

/** Null when it was never issued, was used, or is older than a minute. */
export function findReplyToken(account: Account, token: string, now: number): Conversation | null {
  const found = replyTokens(account).get(token)
  return found && now <= found.expiresAt ? found.conversation : null
}

/** It serves once. */
export function spendReplyToken(account: Account, token: string): void {
  replyTokens(account).delete(token)
}

export const quoteToken = (messageId: string): string => seal('quote', messageId)
export const quotedMessage = (token: string): string | null => unseal('quote', token)

export function markAsReadToken(conversation: Conversation, messageId: string): string {
  return seal('read', `${conversation.account.externalId} ${conversation.customer.id} ${messageId}`)
}

/** The customer whose messages it marks; null where the token is not this account's. */
export function markedCustomer(account: Account, token: string): string | null {
  const [accountId, customerId] = unseal('read', token)?.split(' ') ?? []
  return accountId === account.externalId ? (customerId ?? null) : null
}

function seal(kind: string, content: string): string {
  return Buffer.from(`${kind} ${content}`).toString('base64url')
}

function unseal(kind: string, token: string): string | null {
  const content = Buffer.from(token, 'base64url').toString()
  return content.startsWith(`${kind} `) ? content.slice(kind.length + 1) : null
}

export function hex(world: World, length: number): string {
  return Array.from({ length }, () => Math.floor(world.random() * 16).toString(16)).join('')
}

/** 26 digits to the base of 32, the first ten for the time: github.com/ulid/spec */
export function ulid(world: World): string {
  const time = Math.floor(world.now()).toString(32).padStart(10, '0')
  const noise = Array.from({ length: 16 }, () => Math.floor(world.random() * 32).toString(32))
  return [...`${time}${noise.join('')}`].map((digit) => CROCKFORD.charAt(Number.parseInt(digit, 32))).join('')
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** 18 digits, as in LINE's examples. The time keeps a simulator that was started again from repeating itself. */
export function nextMessageId(world: World): string {
  return `${Math.floor(world.now())}${String(world.next() % 100_000).padStart(5, '0')}`
}
