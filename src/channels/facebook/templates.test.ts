import { expect, it } from 'vitest'
import type { Json } from '../inbound.ts'
import { readChange } from './changes.ts'
import { templates } from './templates.ts'

const parcel: Json[] = [
  { type: 'HEADER', format: 'TEXT', text: '{{1}} update', example: { header_text: ['Order'] } },
  { type: 'BODY', text: 'Your order is now {{1}}', example: { body_text: [['confirmed']] } },
  {
    type: 'BUTTONS',
    buttons: [
      { type: 'URL', text: 'Shop', url: 'https://a.example' },
      { type: 'POSTBACK', text: 'Track', payload: 'order_{{1}}' },
    ],
  },
]

it('utility templates are the Page’s', () => {
  expect(templates.list({ externalId: '104', businessId: null }, null).path).toMatch(
    /\/104\/message_templates\?/,
  )
  expect(templates.needsBusiness).toBe(false)
})

it('buttons are given in one component, and only those with a variable', () => {
  const values = new Map(Object.entries({ 'header.1': 'Order', '1': 'ready', 'button.1.payload': '42' }))
  expect(templates.fill(parcel, values)).toMatchObject({
    text: 'Order update\n\nYour order is now ready',
    components: [
      { type: 'header' },
      { type: 'body', parameters: [{ type: 'text', text: 'ready' }] },
      { type: 'buttons', parameters: [{ type: 'POSTBACK', payload: '42' }] },
    ],
  })
})

it('a body may end with a variable, and a category is UTILITY', () => {
  const draft = { name: 'a', language: 'en', category: 'UTILITY', components: parcel }
  expect(templates.check(draft)).toBeNull()
  expect(templates.check({ ...draft, category: 'MARKETING' })).toMatchObject({ path: 'category' })
})

it.each([
  ['event', 'APPROVED'],
  ['message_template_status', 'APPROVED'],
  ['status', 'approved'],
])('a webhook tells its status as %s', (key, word) => {
  const value = { message_template_id: '7', message_template_name: 'a', [key]: word }
  const change = { field: 'messenger_template_status_update', value, at: null }
  expect(readChange(change, { accountId: '104' })).toMatchObject({
    kind: 'template',
    template: { externalId: '7', name: 'a', status: 'APPROVED' },
  })
})

it('a webhook that names no template tells of none', () => {
  const change = { field: 'messenger_template_status_update', value: { event: 'APPROVED' }, at: null }
  expect(readChange(change, { accountId: '104' })).not.toHaveProperty('template')
})
