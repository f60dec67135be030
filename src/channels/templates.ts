/**
 * Messages that a network approves before they may be sent. Pure like the rest of a channel: it makes requests and
 * reads answers; what is stored of them, and when they are called, is the same for every network.
 */
import type { Json, TemplateQuality, TemplateStatus } from './inbound.ts'
import type { ChannelError, ContentError, NativeRequest, NativeResponse } from './outbound.ts'

/** Whose templates: some networks keep them with the business that owns the account. */
export interface TemplateAccount {
  externalId: string
  /** The network's id of that business; null where it is not known. */
  businessId: string | null
}

/** A template in the network's own words, without what became of it. */
export interface TemplateDraft {
  name: string
  /** As the network spells it. */
  language: string
  category: string
  components: Json[]
}

/** A template as the network lists it. */
export interface ListedTemplate extends Omit<TemplateDraft, 'category'> {
  externalId: string
  category: string | null
  status: TemplateStatus
  quality: TemplateQuality | null
  /** Why it was rejected, paused or disabled. */
  reason: string | null
}

export type TemplateVariableKind = 'TEXT' | 'IMAGE' | 'VIDEO' | 'DOCUMENT' | 'URL_SUFFIX' | 'CODE' | 'PAYLOAD'

/** Something that whoever sends a template gives. */
export interface TemplateVariable {
  /** Unique in its template: what values are given by. */
  name: string
  /** Where it stands, such as `body` or `buttons.0`. */
  where: string
  kind: TemplateVariableKind
  example: string | null
  /** False where the network has something of its own in its place. */
  isRequired: boolean
}

/** Why values do not fit a template. */
export interface VariableError {
  code: 'MISSING_TEMPLATE_VARIABLE' | 'UNKNOWN_TEMPLATE_VARIABLE' | 'INVALID_TEMPLATE_VARIABLE'
  message: string
  variable: string
}

/** A template with its values put in: what is sent, and what the customer then reads. */
export type FilledTemplate =
  | { ok: true; components: Json[]; text: string }
  | { ok: false; error: VariableError | ContentError }

/** What a network answered to a call about templates. */
export type TemplateAnswer<T> = ({ ok: true } & T) | { ok: false; error: ChannelError }

export interface ChannelTemplates {
  /** Templates belong to a business, whose id has to be known. */
  needsBusiness: boolean
  /** The business behind the account, as a webhook of this very account names it; null where it does not. */
  businessOf?(payload: Json, accountId: string): string | null
  /** The network's words for what a template is for. */
  categories: readonly string[]
  /** One page, after that of the cursor; only those with this name where one is given. */
  list(account: TemplateAccount, after: string | null, name?: string): NativeRequest
  readList(
    response: NativeResponse,
  ): TemplateAnswer<{ templates: ListedTemplate[] /** Null after the last page. */; after: string | null }>
  /** What breaks a rule of the network; null when nothing is known against it. Its path is below the input. */
  check(draft: TemplateDraft): ContentError | null
  create(account: TemplateAccount, draft: TemplateDraft): NativeRequest
  readCreated(
    response: NativeResponse,
  ): TemplateAnswer<{ externalId: string; status: TemplateStatus; category: string | null }>
  remove(account: TemplateAccount, template: { name: string; externalId: string }): NativeRequest
  /** That it is not there any more is as good as removed. */
  readRemoved(response: NativeResponse): TemplateAnswer<object>
  variablesOf(components: readonly Json[]): TemplateVariable[]
  fill(components: readonly Json[], values: ReadonlyMap<string, string>): FilledTemplate
  /** What the customer reads of a template that is sent with these components; null where that cannot be told. */
  textOf(components: readonly Json[], sent: readonly Json[]): string | null
}
