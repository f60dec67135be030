/** Templates to be approved, with all that a network's templates can have. By PlatformType, and of all. */
import type { Json } from '../../src/channels/inbound.ts'

export type Draft = readonly [name: string, components: Json[]]

const COUNTED = {
  type: 'BODY',
  text: 'Hello {{1}}, your order {{2}} is ready.',
  example: { body_text: [['Malee', 'A-7']] },
}

const OF_ALL: readonly Draft[] = [
  ['a body alone', [{ type: 'BODY', text: 'ร้านเปิดแล้วค่ะ' }]],
  ['a body of 1,024 characters', [{ type: 'BODY', text: 'ย'.repeat(1024) }]],
  [
    'counted variables',
    [{ type: 'HEADER', format: 'TEXT', text: 'Order {{1}}', example: { header_text: ['A-7'] } }, COUNTED],
  ],
  [
    'named variables',
    [
      {
        type: 'HEADER',
        format: 'TEXT',
        text: 'Order {{order}}',
        example: { header_text_named_params: [{ param_name: 'order', example: 'A-7' }] },
      },
      {
        type: 'BODY',
        text: 'Hello {{customer_name}}, it is ready.',
        example: { body_text_named_params: [{ param_name: 'customer_name', example: 'Malee' }] },
      },
    ],
  ],
]

const OWN: Readonly<Record<string, readonly Draft[]>> = {
  FACEBOOK: [
    [
      'buttons',
      [
        COUNTED,
        {
          type: 'BUTTONS',
          buttons: [
            { type: 'URL', text: 'Shop', url: 'https://shop.example' },
            {
              type: 'URL',
              text: 'Track',
              url: 'https://shop.example/{{1}}',
              example: { url_suffix_example: 'https://shop.example/42' },
            },
            { type: 'POSTBACK', text: 'Thanks', payload: 'thanks_{{1}}' },
          ],
        },
      ],
    ],
  ],
  WHATSAPP: [
    [
      'a document, a footer and buttons',
      [
        { type: 'HEADER', format: 'DOCUMENT', example: { header_handle: ['4::YXBwbGljYXRpb24vcGRm'] } },
        COUNTED,
        { type: 'FOOTER', text: 'ร้านน้ำชา' },
        {
          type: 'BUTTONS',
          buttons: [
            { type: 'QUICK_REPLY', text: 'Thanks' },
            { type: 'URL', text: 'Shop', url: 'https://shop.example' },
            {
              type: 'URL',
              text: 'Track',
              url: 'https://shop.example/{{1}}',
              example: ['https://shop.example/42'],
            },
            { type: 'PHONE_NUMBER', text: 'Call', phone_number: '+6621234567' },
            { type: 'COPY_CODE', example: '250FF' },
          ],
        },
      ],
    ],
    ['a place', [{ type: 'HEADER', format: 'LOCATION' }, COUNTED]],
  ],
}

export function templateDraftsFor(type: string): readonly Draft[] {
  return [...OF_ALL, ...(OWN[type] ?? [])]
}
