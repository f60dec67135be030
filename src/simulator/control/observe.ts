import { z } from 'zod'
import { countsByReference } from '../ledger.ts'
import { get, post, type Route, remove } from './route.ts'

const clock = z.object({ advanceMs: z.int().min(0) })

export const observeRoutes: readonly Route[] = [
  get(
    '/sim/sends',
    'Every accepted send (?reference=, ?account=) and how often each reference was accepted.',
    ({ simulation, query }) => {
      const sends = simulation.world.ledger.find({
        reference: query.get('reference') ?? undefined,
        account: query.get('account') ?? undefined,
      })
      return {
        count: sends.length,
        counts: countsByReference(sends),
        sends: sends.map((send) => ({ ...send, at: new Date(send.at).toISOString() })),
      }
    },
  ),
  get('/sim/webhooks', 'The latest webhook posts and what came back; how many wait.', ({ simulation }) => ({
    pending: simulation.poster.pending,
    posts: simulation.poster.records,
  })),
  post(
    '/sim/clock',
    'Moves the simulated clock forward, so that windows close and tokens grow old without waiting.',
    { advanceMs: 86_400_000 },
    clock,
    ({ simulation, input }) => {
      simulation.world.advance(input.advanceMs)
      return { now: new Date(simulation.world.now()).toISOString() }
    },
  ),
  remove(
    '/sim',
    'Forgets everything: accounts, conversations, rules, sends, posts.',
    async ({ simulation }) => {
      await simulation.reset()
      return { removed: true }
    },
  ),
]
