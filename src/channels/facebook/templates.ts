/** Utility message templates of a Page: …/messenger-platform/send-messages/utility-messages */
import type { Json } from '../inbound.ts'
import { readFailure } from '../shared/meta-errors.ts'
import { metaTemplates } from '../shared/meta-template-calls.ts'
import type { Slot } from '../shared/meta-template-slots.ts'
import { subcodes } from './errors.ts'

export const templates = metaTemplates({
  categories: ['UTILITY'],
  mostButtons: 3,
  framedVariables: false,
  needsBusiness: false,
  owner: ({ externalId }) => externalId,
  // …/graph-api/reference/messenger-business-template
  fields: 'id,name,language,status,category,components',
  idParameter: 'template_id',
  readError: (response) => readFailure(response, subcodes),
  dialect: { name: 'Messenger', flatValues: false, limits: { url: 2000, payload: 1000 }, buttons },
})

/** All in one component, in their order: …/utility-messages#use-a-template-with-customizable-url-button */
function buttons(given: readonly { slot: Slot; value: string }[]): Json[] {
  if (given.length === 0) return []
  const parameters = given.map(({ slot, value }) =>
    slot.kind === 'PAYLOAD' ? { type: 'POSTBACK', payload: value } : { type: 'URL', url: value },
  )
  return [{ type: 'buttons', parameters }]
}
