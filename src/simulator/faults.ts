/** Rules that say which call or webhook goes wrong, and how. */
import {
  type CallFault,
  callFaults,
  type FaultKind,
  mediaFaults,
  type WebhookFault,
  webhookFaults,
} from './network.ts'

export interface FaultRuleInput {
  id?: string | undefined
  network?: string | undefined
  account?: string | undefined
  customer?: string | undefined
  /** Of a call: an `Operation`; of a webhook: a happening's `kind`. */
  operation?: string | undefined
  fault: FaultKind
  probability?: number | undefined
  times?: number | undefined
  delayMs?: number | undefined
  retryAfter?: number | null | undefined
  /** Where a `redirect` leads. */
  location?: string | undefined
}

export interface FaultRule extends FaultRuleInput {
  id: string
  probability: number
  /** How often it has struck; a rule with `times` rests once that is reached. */
  fired: number
}

/** What a rule is held against. */
export interface FaultSubject {
  network: string
  account: string
  customer: string | null
  operation: string
}

const MAX_RULES = 1000

export class FaultRules {
  #rules: FaultRule[] = []
  #made = 0
  readonly #random: () => number

  constructor(random: () => number) {
    this.#random = random
  }

  /** Replaces the rule of the same id. Null: there is no room for another one. */
  add(input: FaultRuleInput): FaultRule | null {
    const id = input.id ?? `fault-${++this.#made}`
    const others = this.#rules.filter((one) => one.id !== id)
    if (others.length >= MAX_RULES) return null
    const rule: FaultRule = { ...input, id, probability: input.probability ?? 1, fired: 0 }
    this.#rules = [...others, rule]
    return rule
  }

  list(): readonly FaultRule[] {
    return this.#rules
  }

  remove(id: string): boolean {
    const before = this.#rules.length
    this.#rules = this.#rules.filter((one) => one.id !== id)
    return this.#rules.length < before
  }

  clear(): void {
    this.#rules = []
  }

  /** The first rule for calls that strikes. */
  ofCall(subject: FaultSubject): (FaultRule & { fault: CallFault }) | null {
    for (const rule of this.#rules) {
      if (isOfCall(rule, subject) && this.#strikes(rule, subject)) return rule
    }
    return null
  }

  /** All rules for webhooks that strike, of the faults asked for. */
  ofWebhook(subject: FaultSubject, faults: readonly WebhookFault[]): (FaultRule & { fault: WebhookFault })[] {
    return this.#rules
      .filter((rule) => isOneOf(webhookFaults, rule))
      .filter((rule) => faults.includes(rule.fault) && this.#strikes(rule, subject))
  }

  #strikes(rule: FaultRule, subject: FaultSubject): boolean {
    if (!isAbout(rule, subject)) return false
    if (rule.times !== undefined && rule.fired >= rule.times) return false
    // Not drawn for certain rules, so that adding one leaves what the others draw as it was.
    if (rule.probability < 1 && this.#random() >= rule.probability) return false
    rule.fired += 1
    return true
  }
}

/** A file's address expires at its download; an id that is asked for one does so where a rule names that. */
function isOfCall(rule: FaultRule, { operation }: FaultSubject): rule is FaultRule & { fault: CallFault } {
  if (isOneOf(callFaults, rule)) return true
  if (!isOneOf(mediaFaults, rule)) return false
  return (
    operation === 'downloadMedia' ||
    (operation === 'readMedia' && rule.operation === operation && rule.fault === 'expiredLink')
  )
}

function isOneOf<F extends FaultKind>(
  faults: readonly F[],
  rule: FaultRule,
): rule is FaultRule & { fault: F } {
  return (faults as readonly FaultKind[]).includes(rule.fault)
}

function isAbout(rule: FaultRule, subject: FaultSubject): boolean {
  return (['network', 'account', 'customer', 'operation'] as const).every(
    (key) => rule[key] === undefined || rule[key] === subject[key],
  )
}
