/**
 * What the core of the simulator and a simulated network say to each other. The core owns the HTTP server, the
 * faults, the rates, the memory and the webhook posts; a network owns everything that its platform's documents
 * decide: which calls exist, what they refuse, and what answers and webhooks look like.
 *
 * One API call goes: `describe` → `authenticate` → fault rules and rates (`failure` writes their answers) →
 * `perform` → `webhooks` for each happening → `sign` → post. One act of a customer (control API) goes straight to
 * `webhooks`.
 */
import type { Json, JsonObject } from './json.ts'
import type { Account, Conversation, CustomerAct, Happening, World } from './world-types.ts'

export type { Json, JsonObject } from './json.ts'
export type * from './world-types.ts'

/** One HTTP request to a platform's API, read completely. */
export interface ApiCall {
  /** The network's prefix that it came by, such as `/line-data`. */
  prefix: string
  method: string
  /** Behind the prefix, not decoded, without the query: `/v26.0/1098/messages`. */
  path: string
  query: URLSearchParams
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>
  /** The bytes as they came. */
  raw: Buffer
  /** The body where it is JSON; the fields where it is a form; null otherwise (also when JSON is broken). */
  body: Json
  /** Files of a multipart form, by field. */
  files: ReadonlyMap<string, UploadedFile>
  /** Files behind links of this machine that a send names; null where there is none. Absent in all other calls. */
  links?: ReadonlyMap<string, UploadedFile | null>
  /** A fault rule says that the recipient has blocked the account: `perform` treats it like `conversation.blocked`. */
  recipientBlocked: boolean
}

export interface UploadedFile {
  fileName: string
  mimeType: string
  bytes: Buffer
}

/** An answer of a platform's API. A Buffer goes out as it is (set `content-type`), everything else as JSON. */
export interface ApiAnswer {
  status: number
  headers?: Record<string, string>
  body: Json | Buffer
}

/**
 * What a call asks, in words shared by all networks: fault rules name them (`operation`). A happening's `kind`
 * plays that part for webhook faults.
 */
export type Operation =
  | 'send'
  | 'edit'
  | 'delete'
  | 'react'
  | 'typing'
  | 'markRead'
  | 'answerPress'
  | 'validate'
  | 'profile'
  | 'identify'
  | 'debugToken'
  | 'registerWebhook'
  | 'readWebhook'
  | 'removeWebhook'
  | 'testWebhook'
  | 'listTemplates'
  | 'createTemplate'
  | 'deleteTemplate'
  | 'uploadMedia'
  | 'readMedia'
  | 'downloadMedia'
  | 'quota'
  | 'other'

export interface CallDescription {
  operation: Operation
  /** Whom it is for (customer, or group/chat), where the call says it: for fault rules and recipient rates. */
  customer?: string
}

/** Failures that the core decides (`gone`: of a file or its address); the network words them. `blocked` is not one: see `ApiCall.recipientBlocked`. */
export type FailureKind = 'error500' | 'rateLimit' | 'expiredToken' | 'gone'

export interface Failure {
  kind: FailureKind
  /** Whose rate, for `rateLimit`. */
  scope?: 'account' | 'recipient'
  /** Seconds to name in the platform's form; null when the platform keeps silent; absent: the platform's usual. */
  retryAfter?: number | null
}

/** Faults of calls: see the README of the control API, `GET /sim`. */
export const callFaults = [
  'drop',
  'error500',
  'rateLimit',
  'expiredToken',
  'blocked',
  'timeout',
  'refuseConnection',
] as const
/** Of files that customers sent, and of no other call. */
export const mediaFaults = [
  'expiredLink',
  'cutOff',
  'changedBytes',
  'wrongType',
  'compressed',
  'redirect',
  'endless',
  'tooLarge',
] as const
export const webhookFaults = ['duplicate', 'reorder', 'batch', 'delay', 'echoFirst', 'statusFirst'] as const
export type MediaFault = (typeof mediaFaults)[number]
export type CallFault = (typeof callFaults)[number] | MediaFault
export type WebhookFault = (typeof webhookFaults)[number]
export type FaultKind = CallFault | WebhookFault

/** What a call led to. */
export interface Performed {
  answer: ApiAnswer
  /** What the platform would tell the webhook now, in order; posted after the answer unless a fault says otherwise. */
  happenings?: Happening[]
  /** What it will tell about the account itself, such as the end of a review. */
  news?: AccountNews[]
}

/** A webhook about an account and not about a conversation. */
export interface AccountNews {
  account: Account
  /** Faults of webhooks name it as `operation`. */
  kind: string
  /** After the answer. */
  afterMs: number
  /** Asked when its time has come; null: the platform is silent. */
  body(): Json | null
}

/** A message that the platform has to approve. */
export interface SimulatedTemplate {
  id: string
  name: string
  language: string
  category: string
  status: string
  quality: string | null
  reason: string | null
  components: JsonObject[]
}

export type TemplateField = 'status' | 'quality' | 'category'

/** Thrown by `describe`, `authenticate` or `perform` (from any depth) to refuse a call with the platform's answer. */
export class Refused extends Error {
  readonly answer: ApiAnswer
  constructor(answer: ApiAnswer) {
    super(`refused with ${answer.status}`)
    this.answer = answer
  }
}

export interface SimulatedNetwork {
  /** As in the control API and its URLs, capitals: `WHATSAPP`. */
  type: string
  /** First path segments that belong to it: `['/line', '/line-data']`. */
  prefixes: readonly string[]
  /** Null: the platform has no such call, and `unknown` answers. */
  describe(call: ApiCall): CallDescription | null
  unknown(call: ApiCall): ApiAnswer
  /** Whose token it is. `accounts`: those of this network. Throws `Refused` with the platform's 401 and the like. */
  authenticate(call: ApiCall, accounts: readonly Account[]): Account
  /** Checks the call by the platform's rules (throws `Refused`), does it, and answers. */
  perform(call: ApiCall, account: Account, world: World): Performed | Promise<Performed>
  /** The platform's own error answer. */
  failure(failure: Failure, call: ApiCall): ApiAnswer
  /** An id for a message that the customer writes, as this platform spells them. */
  messageId(conversation: Conversation, world: World): string
  /**
   * The webhook bodies that tell this, each complete as if posted alone, in order; none where the platform is
   * silent or the account has not subscribed to it. Called once per happening (numbering of updates and issuing of
   * reply tokens may be done here). A press that the platform shows as a message of the customer is recorded here
   * with `world.record`.
   */
  webhooks(happening: Happening, world: World): Json[]
  /** Joins bodies for one account into fewer posts, as the platform batches; returns them unchanged where it never does. */
  merge(bodies: Json[]): Json[]
  /** The bytes of a webhook body; JSON.stringify where absent. */
  encode?(body: Json): Buffer
  /** What is posted at a repetition after a failure, where it differs (LINE's `isRedelivery`). */
  redelivery?(body: Json): Json
  /** Signature headers of a webhook post. `account.secret` is the key (Telegram: the secret token itself). */
  sign(body: Buffer, account: Account): Record<string, string>
  /** What a public comment of the customer is, where the network has comments: recorded with the type `comment`. */
  commentDraft?(
    conversation: Conversation,
    given: { postId?: string | undefined; parentId?: string | undefined },
    world: World,
  ): { id: string; native: Json }
  /** Templates that are approved, where the network has them. `news` is the webhook about one; null where it is silent. */
  templates?: {
    of(account: Account, world: World): SimulatedTemplate[]
    news(account: Account, about: TemplateField, template: SimulatedTemplate, now: number): Json | null
  }
  /** Why the customer cannot do this here ("LINE has no reactions"); null or absent: it can. */
  refusesAct?(act: CustomerAct, conversation: Conversation): string | null
}

/** Memory of a network about an account (reply tokens, update numbers, templates): gone with the account. */
export function perAccount<T>(make: () => T): (account: Account) => T {
  const held = new WeakMap<Account, T>()
  return (account) => {
    const found = held.get(account)
    if (found !== undefined) return found
    const made = make()
    held.set(account, made)
    return made
  }
}
