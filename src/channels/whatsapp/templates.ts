/** Message templates: …/whatsapp/message-templates, …/whatsapp-business-account/message_templates */
import type { Json } from '../inbound.ts'
import { isObject } from '../shared/json.ts'
import { metaTemplates } from '../shared/meta-template-calls.ts'
import type { Slot } from '../shared/meta-template-slots.ts'
import { readError } from './errors.ts'

export const templates = metaTemplates({
  categories: ['UTILITY', 'MARKETING', 'AUTHENTICATION'],
  mostButtons: 10,
  framedVariables: true,
  needsBusiness: true,
  businessOf,
  owner: ({ businessId, externalId }) => businessId ?? externalId,
  fields: 'id,name,language,status,category,quality_score,rejected_reason,components',
  idParameter: 'hsm_id',
  readError,
  dialect: {
    name: 'WhatsApp',
    flatValues: true,
    limits: { header: 60, body: 1024, url: 2000, code: 15, payload: 128 },
    buttons: (given) => given.map(({ slot, value }) => button(slot, value)),
  },
})

/** An entry is of a business account; only what names the number in it says whose number that is. */
function businessOf(payload: Json, accountId: string): string | null {
  const { entry, value } = isObject(payload) ? payload : {}
  const metadata = isObject(value) ? value.metadata : null
  if (!isObject(metadata) || String(metadata.phone_number_id) !== accountId) return null
  return typeof entry === 'string' || typeof entry === 'number' ? String(entry) : null
}

/** One component for each button, by its place: …/message-templates/sending#buttons */
function button({ button: type, index, kind }: Slot, value: string): Json {
  const [subType, parameter] =
    kind === 'PAYLOAD'
      ? ['quick_reply', { type: 'payload', payload: value }]
      : type === 'COPY_CODE'
        ? ['copy_code', { type: 'coupon_code', coupon_code: value }]
        : ['url', { type: 'text', text: value }]
  return { type: 'button', sub_type: subType, index: String(index), parameters: [parameter] }
}
