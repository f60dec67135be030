import type { Schema } from './json-schema.ts'

export type Schemas = Record<string, Schema>

const text = (maxLength: number): Schema => ({ type: 'string', minLength: 1, maxLength })
const object = (required: Schemas, optional: Schemas = {}): Schema => ({
  type: 'object',
  required: Object.keys(required),
  properties: { ...required, ...optional },
})
const LINK: Schema = { type: 'string', format: 'uri', pattern: '^https?://' }
const file = (more: Schemas): Schema => ({
  oneOf: [object({ id: text(256) }, more), object({ link: LINK }, more)],
})

/** What the description says otherwise than the documents and its own examples: each with its reason. */
export const PATCHES: readonly (readonly [reason: string, patch: (schemas: Schemas) => void])[] = [
  [
    'recipient_type and to are of messages, and people may be named by `recipient` instead: …/business-scoped-user-ids',
    ({ BaseMessageProperties: base }) => {
      if (!base) return
      base.required = ['messaging_product', 'type']
      base.anyOf = [{ required: ['to'] }, { required: ['recipient'] }]
      Object.assign(base.properties ?? {}, {
        messaging_product: { const: 'whatsapp' },
        to: text(256),
        recipient: text(256),
      })
    },
  ],
  [
    'biz_opaque_callback_data is described of calls alone, and is of every message: …/whatsapp/webhooks/reference/messages/status',
    ({ BaseMessageProperties: base }) =>
      Object.assign(base?.properties ?? {}, { biz_opaque_callback_data: text(512) }),
  ],
  [
    'a context names a message, …/whatsapp/messages/contextual-replies',
    ({ MessageContext: context }) => Object.assign(context ?? {}, { required: ['message_id'] }),
  ],
  [
    'a text has a body of up to 4096 characters: …/whatsapp/messages/text-messages',
    (schemas) =>
      setContent(
        schemas,
        'TextMessage',
        'text',
        object({ body: text(4096) }, { preview_url: { type: 'boolean' } }),
      ),
  ],
  [
    'files have captions of up to 1024 characters and names, each kind its own: …/whatsapp/messages/image-messages and its neighbours',
    (schemas) => {
      for (const kind of ['image', 'video'])
        setContent(
          schemas,
          `${kind === 'image' ? 'Image' : 'Video'}Message`,
          kind,
          file({ caption: text(1024) }),
        )
      setContent(schemas, 'DocumentMessage', 'document', file({ caption: text(1024), filename: text(240) }))
      setContent(schemas, 'AudioMessage', 'audio', file({ voice: { type: 'boolean' } }))
      setContent(schemas, 'StickerMessage', 'sticker', file({}))
      schemas.MediaObject = file({})
    },
  ],
  [
    'a position is two numbers, as its own example has it: …/whatsapp/messages/location-messages',
    (schemas) =>
      setContent(
        schemas,
        'LocationMessage',
        'location',
        object(
          {
            latitude: { type: 'number', minimum: -90, maximum: 90 },
            longitude: { type: 'number', minimum: -180, maximum: 180 },
          },
          { name: text(1000), address: text(1000) },
        ),
      ),
  ],
  [
    'a reaction names its message: …/whatsapp/messages/reaction-messages',
    (schemas) =>
      setContent(
        schemas,
        'ReactionMessage',
        'reaction',
        object({ message_id: text(256), emoji: { type: 'string', maxLength: 16 } }),
      ),
  ],
  [
    'a contact has a whole name and one part of it: …/whatsapp/messages/contacts-messages',
    ({ ContactObject: contact, NameObject: name }) => {
      Object.assign(contact ?? {}, { required: ['name'] })
      Object.assign(name ?? {}, { required: ['formatted_name'], minProperties: 2 })
    },
  ],
  [
    'language.policy was of the On-Premises API: …/whatsapp/messages/template-messages',
    ({ LanguageObject: language, TemplateObject: template }) => {
      Object.assign(language ?? {}, { required: ['code'] })
      Object.assign(language?.properties ?? {}, { code: text(16) })
      Object.assign(template?.properties ?? {}, { name: text(512) })
      Object.assign(template?.properties?.components ?? {}, { maxItems: 10 })
    },
  ],
  [
    'the index of a button is any of ten, and is written as a number too; kinds of components and buttons are more: …/whatsapp/message-templates/components',
    (schemas) => {
      schemas.TemplateComponent = object(
        { type: { enum: ['header', 'body', 'button', 'carousel', 'limited_time_offer', 'order_status'] } },
        {
          sub_type: { enum: ['quick_reply', 'url', 'catalog', 'flow', 'copy_code', 'mpm', 'voice_call'] },
          index: {
            anyOf: [
              { type: 'string', pattern: '^\\d$' },
              { type: 'integer', minimum: 0, maximum: 9 },
            ],
          },
          parameters: { type: 'array', items: PARAMETER },
          cards: { type: 'array', maxItems: 10 },
        },
      )
    },
  ],
  [
    'kinds of interactive messages are missing: …/interactive-cta-url-messages, …/interactive-media-carousel-messages, …/location-request-messages',
    ({ InteractiveObject: interactive, ActionObject: action }) => {
      const kinds = (interactive?.properties?.type?.enum ?? []) as string[]
      Object.assign(interactive?.properties?.type ?? {}, {
        enum: [...kinds, 'cta_url', 'carousel', 'location_request_message'],
      })
      action?.oneOf?.push(
        CTA_URL,
        object({ cards: { type: 'array', minItems: 2, maxItems: 10, items: CARD } }),
        object({ name: { const: 'send_location' } }),
      )
    },
  ],
  [
    'every interactive message but a product has a body, and each kind its action: …/whatsapp/messages/interactive-list-messages and its neighbours',
    ({ InteractiveObject: interactive }) => {
      const actions = {
        button: 'buttons',
        list: 'sections',
        cta_url: 'name',
        carousel: 'cards',
        location_request_message: 'name',
      }
      Object.assign(interactive ?? {}, {
        allOf: Object.entries(actions).map(([type, member]) => ({
          // Of another type, or with what this type asks for; the members are described elsewhere.
          anyOf: [
            { properties: { type: { not: { const: type } } }, additionalProperties: true },
            {
              required: ['body'],
              properties: { action: { required: [member] } },
              additionalProperties: true,
            },
          ],
        })),
      })
    },
  ],
  [
    'nothing visible is empty: …/whatsapp/messages/interactive-reply-buttons-messages',
    ({ BodyObject: body, FooterObject: footer, HeaderObject: header }) => {
      for (const one of [body, footer, header]) Object.assign(one?.properties?.text ?? {}, { minLength: 1 })
      // A header has what its type says.
      Object.assign(header ?? {}, { minProperties: 2 })
    },
  ],
  [
    'a section has rows or products: …/whatsapp/messages/interactive-list-messages',
    ({ SectionObject: section }) =>
      Object.assign(section ?? {}, { anyOf: [{ required: ['rows'] }, { required: ['product_items'] }] }),
  ],
  [
    'marking as read shows typing too: …/whatsapp/typing-indicators, and the example of the description',
    ({ MarkMessageRequestPayload: read }) =>
      Object.assign(read?.properties ?? {}, {
        messaging_product: { const: 'whatsapp' },
        status: { const: 'read' },
        message_id: text(256),
        typing_indicator: object({ type: { const: 'text' } }),
      }),
  ],
]

/** …/whatsapp/message-templates/components */
const PARAMETER: Schema = {
  ...object(
    {
      type: {
        enum: [
          'text',
          'image',
          'video',
          'document',
          'currency',
          'date_time',
          'payload',
          'action',
          'coupon_code',
        ],
      },
    },
    {
      text: text(1024),
      parameter_name: text(60),
      payload: text(256),
      coupon_code: text(20),
      image: file({}),
      video: file({}),
      document: file({ filename: text(240) }),
      currency: { type: 'object' },
      date_time: { type: 'object' },
      action: { type: 'object' },
    },
  ),
  minProperties: 2,
}
const CTA_URL = object({
  name: { const: 'cta_url' },
  parameters: object({ display_text: text(20), url: LINK }),
})
const QUICK_REPLY = object({
  type: { const: 'quick_reply' },
  quick_reply: object({ id: text(256), title: text(20) }),
})
const CARD = object(
  {
    card_index: { type: 'integer', minimum: 0, maximum: 9 },
    type: { const: 'cta_url' },
    header: {
      ...object({ type: { enum: ['image', 'video'] } }, { image: file({}), video: file({}) }),
      minProperties: 2,
    },
    action: {
      oneOf: [CTA_URL, object({ buttons: { type: 'array', minItems: 1, maxItems: 2, items: QUICK_REPLY } })],
    },
  },
  { body: object({ text: text(160) }) },
)

function setContent(schemas: Schemas, message: string, member: string, schema: Schema): void {
  const own = schemas[message]?.allOf?.find(({ $ref }) => !$ref)
  if (own?.properties) own.properties[member] = schema
}
