import { z } from 'zod'
import { callFaults, mediaFaults, webhookFaults } from '../network.ts'
import { ControlError, get, post, type Route, remove } from './route.ts'

const rule = z.strictObject({
  id: z.string().min(1).max(100).optional(),
  network: z.string().optional(),
  account: z.string().optional(),
  customer: z.string().optional(),
  operation: z.string().optional(),
  fault: z.enum([...callFaults, ...mediaFaults, ...webhookFaults]),
  probability: z.number().min(0).max(1).optional(),
  times: z.int().min(1).optional(),
  delayMs: z.int().min(0).max(600_000).optional(),
  retryAfter: z.int().min(0).nullable().optional(),
  location: z.string().optional(),
})

const example = {
  network: 'WHATSAPP',
  account: '109876543210987',
  customer: '66810000001',
  operation: 'send; for webhooks what happened: message, echo, status ...',
  fault: 'rateLimit',
  probability: 1,
  times: 2,
  delayMs: 1000,
  retryAfter: 60,
  location: 'where a redirect leads',
}

export const faultRoutes: readonly Route[] = [
  post(
    '/sim/faults',
    'Adds a rule, or replaces the one of the same id. What it does not name, it holds for. The first rule for calls that matches strikes; of webhook rules, all.',
    example,
    rule,
    ({ simulation, input }) => {
      const added = simulation.faults.add(input)
      if (!added) throw new ControlError(409, 'FULL', 'There is no room for another rule')
      return { fault: added }
    },
  ),
  get('/sim/faults', 'All rules, with how often each has struck.', ({ simulation }) => ({
    faults: simulation.faults.list(),
  })),
  remove('/sim/faults/:id', 'Removes a rule.', ({ simulation, params }) => {
    if (!simulation.faults.remove(params.id ?? ''))
      throw new ControlError(404, 'UNKNOWN_FAULT', `There is no rule ${params.id}`)
    return { removed: true }
  }),
  remove('/sim/faults', 'Removes all rules.', ({ simulation }) => {
    simulation.faults.clear()
    return { removed: true }
  }),
]
