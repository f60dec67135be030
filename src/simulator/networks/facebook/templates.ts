/** Utility message templates of a Page: …/messenger-platform/send-messages/utility-messages */
import { isObject } from '../../json.ts'
import type { Account, Json, JsonObject, SimulatedButton } from '../../network.ts'
import { refuse } from '../meta/errors.ts'
import { startingWith, type Template, type TemplatePlace, templateEdge } from '../meta/message-templates.ts'
import type { Shown } from '../meta/messaging/templates.ts'
import { isSubscribed, requireOwn } from '../meta/subscriptions.ts'
import { buttonsIn, filledText, isType, parametersIn, withSuffix } from '../meta/template-text.ts'

const held = startingWith([
  {
    name: 'order_ready',
    language: 'en',
    category: 'UTILITY',
    components: [{ type: 'BODY', text: 'Your order is ready to be picked up.' }],
  },
  {
    name: 'parcel_on_its_way',
    language: 'en',
    category: 'UTILITY',
    components: [
      {
        type: 'BODY',
        text: 'Hello {{1}}, your parcel {{2}} is on its way.',
        example: { body_text: [['Malee', '42']] },
      },
      {
        type: 'BUTTONS',
        buttons: [
          {
            type: 'URL',
            text: 'Track',
            url: 'https://shop.example.com/track/{{1}}',
            example: { url_suffix_example: 'https://shop.example.com/track/42' },
          },
        ],
      },
    ],
  },
])

const FIELD = 'messenger_template_status_update'

export const templatePlace: TemplatePlace = {
  categories: ['UTILITY'],
  requireOwner: ({ account, node, call }) => requireOwn(account, node, call),
  templatesOf: (account) => held(account),
  idParameter: 'template_id',
  // Quality and category are told of no template here.
  news: (account, about, template, now) => (about === 'status' ? news(account, template, now) : null),
}

export const templateRoutes = templateEdge(templatePlace)

/** Its shape is not documented: that of WhatsApp under its own name. */
function news(account: Account, { id, name, language, status, reason }: Template, now: number): Json | null {
  if (!isSubscribed(account, FIELD)) return null
  const value = {
    event: status,
    message_template_id: id,
    message_template_name: name,
    message_template_language: language,
    reason: reason ?? 'NONE',
  }
  const entry = { id: account.externalId, time: Math.floor(now / 1000), changes: [{ field: FIELD, value }] }
  return { object: 'page', entry: [entry] }
}

/** What the person sees of an approved template. */
export function utilityContent(
  account: Account,
  name: string,
  language: string,
  given: Json | undefined,
): Shown {
  const template = held(account).find((one) => one.name === name && one.language === language)
  if (template?.status !== 'APPROVED')
    refuse({ code: 100, message: `(#100) Template ${name} in ${language} does not exist or is not approved` })
  const components = Array.isArray(given) ? given.filter(isObject) : []
  const text = filledText(template, components, (details) =>
    refuse({ code: 100, message: `(#100) ${details}` }),
  )
  const buttons = buttonsOf(template, components)
  return { type: 'template', text, ...(buttons.length > 0 && { buttons }) }
}

/** The parameters are those of the buttons that have a variable, in their order. */
function buttonsOf(template: Template, components: JsonObject[]): SimulatedButton[] {
  const parameters = parametersIn(components.find((one) => isType(one, 'BUTTONS')))
  return buttonsIn(template).map((button): SimulatedButton => {
    const label = String(button.text ?? '')
    const word = String(button.url ?? button.payload ?? '')
    const parameter = word.includes('{{') ? parameters.shift() : undefined
    if (word.includes('{{') && !parameter)
      refuse({ code: 100, message: `(#100) The button ${label} needs a parameter` })
    return button.type === 'URL'
      ? { kind: 'url', label, url: withSuffix(word, parameter?.url) }
      : { kind: 'reply', label, payload: withSuffix(word, parameter?.payload) }
  })
}
