/** Message templates of a WhatsApp Business Account: …/whatsapp/business-management-api/message-templates */
import type { Account, Json, JsonObject, TemplateField, World } from '../../network.ts'
import { refuseNode } from '../meta/errors.ts'
import { startingWith, type Template, type TemplatePlace, templateEdge } from '../meta/message-templates.ts'
import type { GraphRequest } from '../meta/routes.ts'
import { isSubscribed } from '../meta/subscriptions.ts'
import { isSubscribedNumber } from './subscription.ts'

const held = startingWith([
  {
    name: 'hello_world',
    language: 'en_US',
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Hello World' },
      { type: 'BODY', text: 'Welcome! This message proves that your number can send.' },
      { type: 'FOOTER', text: 'A sample of the simulator' },
    ],
  },
  {
    name: 'parcel_on_its_way',
    language: 'en_US',
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Parcel {{1}}', example: { header_text: ['42'] } },
      {
        type: 'BODY',
        text: 'Hello {{1}}, your parcel arrives {{2}}. Thank you!',
        example: { body_text: [['Malee', 'tomorrow']] },
      },
      {
        type: 'BUTTONS',
        buttons: [
          {
            type: 'URL',
            text: 'Track',
            url: 'https://shop.example.com/track/{{1}}',
            example: ['https://shop.example.com/track/42'],
          },
          { type: 'QUICK_REPLY', text: 'Thanks' },
        ],
      },
    ],
  },
  {
    name: 'appointment_reminder',
    language: 'th',
    category: 'UTILITY',
    components: [
      {
        type: 'BODY',
        text: 'คุณ {{customer_name}} มีนัดเวลา {{time}} ค่ะ',
        example: {
          body_text_named_params: [
            { param_name: 'customer_name', example: 'มะลิ' },
            { param_name: 'time', example: '10:30' },
          ],
        },
      },
    ],
  },
])

/** All numbers of a business account share its templates: they are kept with the first of them. */
export function templatesOf(account: Account, world: World): Template[] {
  const first = world
    .accounts()
    .find((one) => one.type === account.type && one.businessId === account.businessId)
  return held(first ?? account)
}

export const templatePlace: TemplatePlace = {
  categories: ['AUTHENTICATION', 'MARKETING', 'UTILITY'],
  requireOwner: requireBusiness,
  templatesOf: (account, { world }) => templatesOf(account, world),
  idParameter: 'hsm_id',
  news,
}

export const templateRoutes = templateEdge(templatePlace)

const FIELDS: Readonly<Record<TemplateField, string>> = {
  status: 'message_template_status_update',
  quality: 'message_template_quality_update',
  category: 'template_category_update',
}

/** …/whatsapp/webhooks/reference/message_template_status_update and its neighbours */
function news(account: Account, about: TemplateField, template: Template, now: number): Json | null {
  const field = FIELDS[about]
  if (!isSubscribedNumber(account) || !isSubscribed(account, field)) return null
  const change = { field, value: valueAbout(about, template) }
  const entry = {
    id: account.businessId ?? account.externalId,
    time: Math.floor(now / 1000),
    changes: [change],
  }
  return { object: 'whatsapp_business_account', entry: [entry] }
}

function valueAbout(
  about: TemplateField,
  { id, name, language, category, status, quality, reason }: Template,
): JsonObject {
  const which = {
    message_template_id: Number(id),
    message_template_name: name,
    message_template_language: language,
  }
  if (about === 'quality') return { previous_quality_score: 'GREEN', new_quality_score: quality, ...which }
  if (about === 'category') return { previous_category: 'UTILITY', new_category: category, ...which }
  return { event: status, ...which, reason: reason ?? 'NONE', message_template_category: category }
}

export function requireBusiness({ account, node, call }: GraphRequest): void {
  if (node !== account.businessId) refuseNode(node, call.method)
}
