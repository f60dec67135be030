import { describe, expect, it } from 'vitest'
import type { Json } from '../inbound.ts'
import { event } from './fixtures/read.ts'
import { templates } from './templates.ts'

const account = { externalId: '109876543210987', businessId: '204060801030507' }
const answer = (body: Json, status = 200) => ({ status, headers: {}, body })

const parcel: Json[] = [
  { type: 'HEADER', format: 'DOCUMENT', example: { header_handle: ['4::abc'] } },
  { type: 'BODY', text: 'Hello {{2}}, {{1}} is here.', example: { body_text: [['it', 'you']] } },
  { type: 'FOOTER', text: 'Bye' },
  {
    type: 'BUTTONS',
    buttons: [
      { type: 'PHONE_NUMBER', text: 'Call', phone_number: '+6621234567' },
      { type: 'URL', text: 'See', url: 'https://a.example/{{1}}', example: ['https://a.example/42'] },
      { type: 'COPY_CODE', example: '250FF' },
      { type: 'QUICK_REPLY', text: 'Thanks' },
    ],
  },
]
const given = {
  'header.media': 'https://a.example/bill.pdf',
  '1': 'Kim',
  '2': 'Ann',
  'button.1.url': '42',
  'button.2.code': '10OFF',
}
const fill = (components: Json[], values: Record<string, string>) =>
  templates.fill(components, new Map(Object.entries(values)))

describe('a list', () => {
  it('is asked for of the business, a page at a time', () => {
    const { path } = templates.list(account, 'abc', 'x')
    expect(path).toMatch(/^\/v\d+\.0\/204060801030507\/message_templates\?/)
    expect(Object.fromEntries(new URL(`https://a.example${path}`).searchParams)).toMatchObject({
      after: 'abc',
      name: 'x',
      limit: '100',
    })
  })

  it('tells templates and where it goes on', () => {
    const one = { id: '7', name: 'a', language: 'th', status: 'PAUSED', category: 'UTILITY', components: [] }
    const paging = { cursors: { before: 'x', after: 'y' }, next: 'https://graph.facebook.com/…' }
    const data = [{ ...one, quality_score: { score: 'RED' }, rejected_reason: 'NONE' }, { id: 'broken' }, 7]
    expect(templates.readList(answer({ data, paging }))).toEqual({
      ok: true,
      after: 'y',
      templates: [
        expect.objectContaining({ externalId: '7', status: 'PAUSED', quality: 'RED', reason: null }),
      ],
    })
    expect(templates.readList(answer({ data: [], paging: { cursors: { after: 'y' } } }))).toMatchObject({
      after: null,
    })
  })

  it('keeps the word of a status that nobody knows, and takes it for none that may be sent', () => {
    const data = [{ id: '7', name: 'a', language: 'th', status: 'LEVITATING' }]
    expect(templates.readList(answer({ data }))).toMatchObject({
      templates: [{ status: 'DISABLED', reason: 'LEVITATING' }],
    })
  })

  it.each([null, [], {}, { data: {} }, { error: { code: 190 } }])('of %j is a refusal', (body) => {
    expect(templates.readList(answer(body))).toMatchObject({ ok: false, error: { code: expect.any(String) } })
  })
})

describe('variables', () => {
  it('are named once, with their places, kinds and examples', () => {
    expect(templates.variablesOf(parcel)).toEqual([
      { name: 'header.media', where: 'header', kind: 'DOCUMENT', example: '4::abc', isRequired: true },
      { name: '1', where: 'body', kind: 'TEXT', example: 'it', isRequired: true },
      { name: '2', where: 'body', kind: 'TEXT', example: 'you', isRequired: true },
      {
        name: 'button.1.url',
        where: 'buttons.1',
        kind: 'URL_SUFFIX',
        example: 'https://a.example/42',
        isRequired: true,
      },
      { name: 'button.2.code', where: 'buttons.2', kind: 'CODE', example: '250FF', isRequired: true },
      { name: 'button.3.payload', where: 'buttons.3', kind: 'PAYLOAD', example: null, isRequired: false },
    ])
  })

  it('are put in by number, whatever their order in the text', () => {
    expect(fill(parcel, { ...given, 'button.3.payload': 'thx' })).toEqual({
      ok: true,
      text: 'Hello Ann, Kim is here.\n\nBye',
      components: [
        {
          type: 'header',
          parameters: [
            { type: 'document', document: { link: 'https://a.example/bill.pdf', filename: 'bill.pdf' } },
          ],
        },
        {
          type: 'body',
          parameters: [
            { type: 'text', text: 'Kim' },
            { type: 'text', text: 'Ann' },
          ],
        },
        { type: 'button', sub_type: 'url', index: '1', parameters: [{ type: 'text', text: '42' }] },
        {
          type: 'button',
          sub_type: 'copy_code',
          index: '2',
          parameters: [{ type: 'coupon_code', coupon_code: '10OFF' }],
        },
        {
          type: 'button',
          sub_type: 'quick_reply',
          index: '3',
          parameters: [{ type: 'payload', payload: 'thx' }],
        },
      ],
    })
  })

  it('may be a file that WhatsApp has', () => {
    expect(fill(parcel, { ...given, 'header.media': '998877' })).toMatchObject({
      components: [{ parameters: [{ document: { id: '998877' } }] }, {}, {}, {}],
    })
  })

  it('of one name stand in header and body', () => {
    const named: Json[] = [
      { type: 'HEADER', format: 'TEXT', text: 'For {{who}}' },
      { type: 'BODY', text: 'Hello {{who}}!' },
    ]
    expect(templates.variablesOf(named)).toHaveLength(1)
    expect(fill(named, { who: 'Ann' })).toMatchObject({
      text: 'For Ann\n\nHello Ann!',
      components: [{ parameters: [{ parameter_name: 'who' }] }, { parameters: [{ parameter_name: 'who' }] }],
    })
  })

  it.each([
    ['a long code', { 'button.2.code': 'x'.repeat(16) }],
    ['a tab', { '1': 'a\tb' }],
    ['braces that would make it too long', { '1': 'x'.repeat(1020) }],
  ])('with %s are refused', (_, wrong) => {
    expect(fill(parcel, { ...given, ...wrong })).toMatchObject({
      ok: false,
      error: { code: 'INVALID_TEMPLATE_VARIABLE' },
    })
  })

  it('do not fill a carousel', () => {
    expect(fill([...parcel, { type: 'CAROUSEL', cards: [] }], given)).toMatchObject({
      error: { code: 'UNSUPPORTED_CONTENT', message: expect.stringContaining('CAROUSEL') },
    })
  })
})

describe('webhooks tell', () => {
  const which = { externalId: '707070707070707', name: 'booking_reminder', language: 'th' }

  it.each([
    ['template-status', { status: 'REJECTED', reason: 'INVALID_FORMAT', category: 'UTILITY' }],
    ['template-quality', { quality: 'YELLOW' }],
    ['template-category', { category: 'MARKETING' }],
    [
      'template-components',
      {
        components: [
          { type: 'BODY', text: 'ถึงคุณ {{1}} พรุ่งนี้มีนัดเวลา {{2}}' },
          { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'ยืนยัน' }] },
        ],
      },
    ],
  ])('%s', (name, told) => {
    expect(event(name)).toMatchObject({ template: { ...which, ...told } })
  })
})

it('the business is the one whose entry names the number', () => {
  const payload = { entry: '204060801030507', value: { metadata: { phone_number_id: account.externalId } } }
  expect(templates.businessOf?.(payload, account.externalId)).toBe('204060801030507')
  expect(templates.businessOf?.(payload, '1')).toBeNull()
  expect(templates.businessOf?.({ entry: '7', value: {} }, account.externalId)).toBeNull()
})

it('a call that removes one names it, and one that is gone is removed', () => {
  expect(templates.remove(account, { name: 'a', externalId: '7' }).path).toContain('?name=a&hsm_id=7')
  const gone = { error: { code: 100, error_subcode: 2593002, message: 'not found' } }
  expect(templates.readRemoved(answer(gone, 400))).toEqual({ ok: true })
  expect(templates.readRemoved(answer({ error: { code: 190, message: 'x' } }, 401))).toMatchObject({
    ok: false,
  })
})
