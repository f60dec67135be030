/** What the platform decides about templates: a review, complaints, another category. */
import { z } from 'zod'
import type { Json } from '../json.ts'
import type { SimulatedTemplate, TemplateField } from '../network.ts'
import type { Simulation } from '../simulation.ts'
import { tellLater } from '../tell.ts'
import { findAccount } from './accounts.ts'
import { ControlError, get, post, type Route } from './route.ts'

const PATH = '/sim/accounts/:type/:id/templates'

const change = z.object({
  name: z.string().min(1),
  language: z.string().min(1).default('en'),
  status: z.string().optional(),
  reason: z.string().nullish(),
  quality: z.string().optional(),
  category: z.string().optional(),
  components: z.array(z.record(z.string(), z.json())).optional(),
})

const example = {
  name: 'parcel_on_its_way',
  language: 'en',
  status: 'PAUSED',
  reason: 'too many complaints',
  quality: 'RED',
  category: 'MARKETING',
  components: [{ type: 'BODY', text: 'only of a new one' }],
}

export const templateRoutes: readonly Route[] = [
  get(PATH, 'The account\u2019s templates.', ({ simulation, params }) => ({
    templates: place(simulation, params).templates,
  })),
  post(
    PATH,
    'Changes a template and tells by webhook what changed; one that is not there is made, approved, in silence.',
    example,
    change,
    ({ simulation, params, input }) => {
      const { account, network, templates } = place(simulation, params)
      const found = templates.find((one) => one.name === input.name && one.language === input.language)
      if (!found) {
        const made = newTemplate(input, simulation.world.next())
        templates.push(made)
        return { template: made }
      }
      for (const about of changedFields(found, input))
        tellLater(simulation, {
          account,
          kind: 'template',
          afterMs: 0,
          body: () => network.news(account, about, found, simulation.world.now()),
        })
      return { template: found }
    },
  ),
]

function place(simulation: Simulation, params: Record<string, string>) {
  const account = findAccount(simulation, params.type ?? '', params.id ?? '')
  const network = simulation.networkOf(account).templates
  if (!network) throw new ControlError(409, 'NOT_ON_THIS_NETWORK', `${account.type} approves no templates`)
  return { account, network, templates: network.of(account, simulation.world) }
}

type Change = z.infer<typeof change>

function newTemplate(input: Change, next: number): SimulatedTemplate {
  return {
    id: String(1_000_000_000_000_000 + next),
    name: input.name,
    language: input.language,
    category: input.category ?? 'UTILITY',
    status: input.status ?? 'APPROVED',
    quality: input.quality ?? null,
    reason: input.reason ?? null,
    components: input.components ?? [{ type: 'BODY', text: `The text of ${input.name}.` as Json }],
  }
}

/** Changes it in place. */
function changedFields(template: SimulatedTemplate, input: Change): TemplateField[] {
  const fields = (['status', 'quality', 'category'] as const).filter(
    (field) => input[field] !== undefined && input[field] !== template[field],
  )
  Object.assign(template, {
    status: input.status ?? template.status,
    quality: input.quality ?? template.quality,
    category: input.category ?? template.category,
    reason: input.reason ?? null,
  })
  return fields
}
