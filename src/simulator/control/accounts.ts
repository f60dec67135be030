import { z } from 'zod'
import type { Account } from '../network.ts'
import type { Simulation } from '../simulation.ts'
import { ControlError, get, post, type Route, remove } from './route.ts'

const rate = z.object({ points: z.number().min(1), seconds: z.number().positive() })

const account = z.object({
  type: z.string(),
  externalId: z.string().min(1).max(200),
  name: z.string().max(200).optional(),
  accessToken: z.string().min(1),
  secret: z.string(),
  verifyToken: z.string().nullish(),
  webhookUrl: z.url({ protocol: /^https?$/ }).nullish(),
  appId: z.string().nullish(),
  businessId: z.string().nullish(),
  rates: z
    .object({
      account: rate.optional(),
      recipient: rate.optional(),
      group: rate.optional(),
      quota: z.int().min(0).optional(),
    })
    .optional(),
})

const example = {
  type: 'WHATSAPP',
  externalId: '109876543210987',
  name: 'Bangkok Bikes',
  accessToken: 'a-token',
  secret: 'signs webhooks',
  verifyToken: 'only for Meta',
  webhookUrl: 'http://127.0.0.1:4000/webhooks/…',
  appId: 'only for Meta',
  businessId: 'WhatsApp Business Account; made up where absent',
  rates: { recipient: { points: 45, seconds: 270 } },
}

export const accountRoutes: readonly Route[] = [
  post(
    '/sim/accounts',
    'Registers an account, or updates the one with this type and externalId. Rates are checked only where given.',
    example,
    account,
    ({ simulation, input }) => {
      if (!simulation.network(input.type)) throw unknownType(simulation, input.type)
      const made = simulation.world.registry.register(input)
      if (!made) throw new ControlError(409, 'FULL', 'There is no room for another account')
      return { account: shown(made) }
    },
  ),
  get('/sim/accounts', 'All accounts, without their secrets.', ({ simulation }) => ({
    accounts: simulation.world.accounts().map(shown),
  })),
  remove('/sim/accounts/:type/:id', 'Forgets an account and its conversations.', ({ simulation, params }) => {
    const found = findAccount(simulation, params.type ?? '', params.id ?? '')
    simulation.world.conversations.forget(found)
    simulation.world.registry.remove(found.type, found.externalId)
    return { removed: true }
  }),
]

export function findAccount(simulation: Simulation, type: string, externalId: string): Account {
  if (!simulation.network(type)) throw unknownType(simulation, type)
  const found = simulation.world.registry.find(type, externalId)
  if (!found) {
    throw new ControlError(
      404,
      'UNKNOWN_ACCOUNT',
      `No ${type} account ${externalId}: POST /sim/accounts first`,
    )
  }
  return found
}

export function unknownType(simulation: Simulation, type: string): ControlError {
  const types = simulation.networks.map((one) => one.type).join(', ')
  return new ControlError(400, 'UNKNOWN_NETWORK', `"${type}" is none of ${types}`)
}

function shown({ accessToken: _, secret: __, ...account }: Account) {
  return account
}
