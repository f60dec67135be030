import type { Account, Rates } from './network.ts'

export interface AccountInput {
  type: string
  externalId: string
  name?: string | undefined
  accessToken: string
  secret: string
  verifyToken?: string | null | undefined
  webhookUrl?: string | null | undefined
  appId?: string | null | undefined
  businessId?: string | null | undefined
  rates?: Rates | undefined
}

const MAX_ACCOUNTS = 10_000

export class Accounts {
  #accounts = new Map<string, Account>()

  list(): readonly Account[] {
    return [...this.#accounts.values()]
  }

  ofType(type: string): readonly Account[] {
    return this.list().filter((account) => account.type === type)
  }

  find(type: string, externalId: string): Account | null {
    return this.#accounts.get(`${type}:${externalId}`) ?? null
  }

  /** What the input leaves out stays as it was. Null: there is no room for another account. */
  register(input: AccountInput): Account | null {
    const found = this.find(input.type, input.externalId)
    if (!found && this.#accounts.size >= MAX_ACCOUNTS) return null
    const account = found ?? blank(input)
    account.name = input.name ?? account.name
    account.accessToken = input.accessToken
    account.secret = input.secret
    if (input.verifyToken !== undefined) account.verifyToken = input.verifyToken
    if (input.webhookUrl !== undefined) account.webhookUrl = input.webhookUrl
    if (input.appId !== undefined) account.appId = input.appId
    if (input.businessId !== undefined) account.businessId = input.businessId
    if (input.rates !== undefined) account.rates = input.rates
    this.#accounts.set(`${input.type}:${input.externalId}`, account)
    return account
  }

  remove(type: string, externalId: string): boolean {
    return this.#accounts.delete(`${type}:${externalId}`)
  }

  clear(): void {
    this.#accounts.clear()
  }
}

function blank({ type, externalId }: AccountInput): Account {
  return {
    type,
    externalId,
    name: `${type} ${externalId}`,
    accessToken: '',
    secret: '',
    verifyToken: null,
    webhookUrl: null,
    appId: null,
    // Not the account's own id, so that nobody takes the one for the other.
    businessId: `2${externalId}`,
    rates: {},
  }
}
