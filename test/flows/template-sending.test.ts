import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ON_ITS_WAY, Sender } from '../support/sender.ts'
import { stored, Templates } from '../support/templates.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

let app: TestApp
let sender: Sender
let templates: Templates
beforeAll(async () => {
  app = await startTestApp({}, { simulated: true })
  sender = new Sender(app)
  templates = new Templates(app)
  await templates.sync('WHATSAPP')
})
afterAll(async () => {
  await app?.stop()
})

describe('a template of a network', () => {
  const parcel = { 'header.1': '42', '1': 'Malee', '2': 'tomorrow', 'button.0.url': '42' }
  const send = async (values: Record<string, string>) => {
    const { customer, conversationId } = await sender.meet('WHATSAPP')
    const template = await templates.named('WHATSAPP', 'parcel_on_its_way')
    return { customer, sent: await sender.send(conversationId, stored(template?.id, values)) }
  }

  test('fills header, body and buttons', async () => {
    const { customer, sent } = await send({ ...parcel, 'button.1.payload': 'thanks:42' })
    const { content } = await sender.becomes(sent, ON_ITS_WAY)
    expect(content).toBe('Parcel 42\n\nHello Malee, your parcel arrives tomorrow. Thank you!')
    expect(await sender.outOf('WHATSAPP', customer)).toMatchObject([
      {
        text: content,
        buttons: [{ url: 'https://shop.example.com/track/42' }, { payload: 'thanks:42' }],
      },
    ])
  })

  test.each([
    ['missing', { ...parcel, '2': null }, 'MISSING_TEMPLATE_VARIABLE', '2'],
    ['too many', { ...parcel, '3': 'x' }, 'UNKNOWN_TEMPLATE_VARIABLE', '3'],
    ['empty', { ...parcel, '1': ' ' }, 'INVALID_TEMPLATE_VARIABLE', '1'],
    ['of two lines', { ...parcel, '1': 'a\nb' }, 'INVALID_TEMPLATE_VARIABLE', '1'],
    ['with five spaces', { ...parcel, '1': 'a     b' }, 'INVALID_TEMPLATE_VARIABLE', '1'],
    ['too long', { ...parcel, '2': 'x'.repeat(1025) }, 'INVALID_TEMPLATE_VARIABLE', '2'],
  ])('with a value that is %s is refused by its name', async (_, given, code, variable) => {
    const values = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null))
    const { sent } = await send(values as Record<string, string>)
    expect(sent).toMatchObject({ __typename: 'TemplateVariableError', code })
    expect(sent.path?.at(-1)).toBe(variable)
  })

  test('is refused in a language that it does not have, and on another platform', async () => {
    const { conversationId } = await sender.meet('WHATSAPP')
    const strange = { template: { name: 'parcel_on_its_way', language: 'th' } }
    expect(await sender.send(conversationId, strange)).toMatchObject({
      code: 'INVALID_CONTENT',
      reason: expect.stringContaining('en_US'),
    })
    const other = await sender.meet('TELEGRAM')
    const template = await templates.named('WHATSAPP', 'hello_world')
    expect(await sender.send(other.conversationId, stored(template?.id))).toMatchObject({
      code: 'INVALID_CONTENT',
    })
    expect(await sender.send(other.conversationId, stored('nonsense'))).toMatchObject({ code: 'NOT_FOUND' })
  })

  test('reads as it was filled when it is sent by name and components too, and in the preview', async () => {
    const { conversationId } = await sender.meet('WHATSAPP')
    const parameters = [
      { type: 'text', parameter_name: 'time', text: '10:30' },
      { type: 'text', parameter_name: 'customer_name', text: 'มะลิ' },
    ]
    const content = {
      template: { name: 'appointment_reminder', language: 'th', components: [{ type: 'body', parameters }] },
    }
    const sent = await sender.send(conversationId, content)
    expect((await sender.becomes(sent, ON_ITS_WAY)).content).toBe('คุณ มะลิ มีนัดเวลา 10:30 ค่ะ')
    const template = await templates.named('WHATSAPP', 'appointment_reminder')
    const { previewMessage } = await app.query<{ previewMessage: { requests: { body: object }[] } }>(
      `mutation ($input: SendMessageInput!) { previewMessage(input: $input) {
         ... on PreviewMessagePayload { requests { body } } } }`,
      { input: { conversationId, content: stored(template?.id, { time: '9', customer_name: 'Ann' }) } },
    )
    expect(previewMessage.requests[0]?.body).toMatchObject({
      template: {
        name: 'appointment_reminder',
        components: [{ parameters: [{ parameter_name: 'customer_name', text: 'Ann' }, { text: '9' }] }],
      },
    })
  })
})

describe('a template of our own', () => {
  const content = {
    buttons: {
      text: 'Hello {{customer.name}}, order {{order}} of {{platform.name}} is ready.',
      buttons: [{ label: 'Order {{order}}', payload: 'order:{{order}}' }],
    },
  }

  test('is made once, listed, rewritten and deleted', async () => {
    const ask = () => templates.create({ name: 'Ready', content, idempotencyKey: 'own-1' })
    const [made, same] = [await ask(), await ask()]
    expect(made).toMatchObject({ template: { status: 'APPROVED', content } })
    expect(same.template?.id).toBe(made.template?.id)
    expect(made.template?.variables).toMatchObject([
      { name: 'customer.name', where: 'buttons.text', isRequired: false },
      { name: 'order', isRequired: true },
      { name: 'platform.name', isRequired: false },
    ])
    expect(await templates.create({ name: 'Ready', content })).toMatchObject({ code: 'INVALID_TEMPLATE' })
    const templateId = made.template?.id
    const rewritten = await templates.update({ templateId, content: { text: { text: 'Hi {{who}}' } } })
    expect(rewritten.template?.variables).toMatchObject([{ name: 'who', where: 'text.text' }])
    expect(await templates.list(null, { isOwn: true })).toHaveLength(1)
    expect(await templates.delete(templateId)).toMatchObject({ template: { status: 'DELETED' } })
    const { conversationId } = await sender.meet('TELEGRAM')
    expect(await sender.send(conversationId, stored(templateId, { who: 'x' }))).toMatchObject({
      code: 'TEMPLATE_NOT_APPROVED',
    })
  })

  test.each([
    ['braces that are no variable', { text: { text: 'Hello {{ customer name }}' } }, 'content.text.text'],
    ['a template in it', { template: { name: 'x', language: 'en' } }, 'content.template'],
  ])('with %s is refused', async (_, wrong, path) => {
    expect(await templates.create({ name: 'Wrong', content: wrong })).toMatchObject({
      code: 'INVALID_TEMPLATE',
      path: ['input', ...path.split('.')],
    })
  })

  test.each(['FACEBOOK', 'INSTAGRAM', 'WHATSAPP', 'LINE', 'TELEGRAM'])(
    'goes out on %s with its values put in',
    async (type) => {
      const { customer, conversationId } = await sender.meet(type)
      const name = `Ready on ${type}`
      const { template } = await templates.create({ name, content })
      const [{ platform, person } = { platform: '', person: null }] = await app.rows<{
        platform: string
        person: string | null
      }>(
        `SELECT p.name AS platform, cu.name AS person FROM conversations c JOIN platforms p ON p.id = c.platform_id
         JOIN customers cu ON cu.id = c.customer_id WHERE c.external_id = '${customer}'`,
      )
      // Some networks tell no names with their messages.
      const known: Record<string, string> = person === null ? { 'customer.name': 'Malee' } : {}
      expect(await sender.send(conversationId, stored(template?.id, known))).toMatchObject({
        code: 'MISSING_TEMPLATE_VARIABLE',
        path: ['input', 'content', 'template', 'variables', 'order'],
      })
      const sent = await sender.send(conversationId, stored(template?.id, { ...known, order: 'A-{{7}}' }))
      const told = await sender.becomes(sent, ON_ITS_WAY)
      const text = `Hello ${person ?? 'Malee'}, order A-{{7}} of ${platform} is ready.`
      expect(told.content).toBe(text)
      const [seen] = await sender.outOf(type, customer)
      expect(JSON.stringify(seen)).toContain(text)
      expect(JSON.stringify(seen)).toContain('Order A-{{7}}')
    },
  )

  test('encodes values in addresses, and takes a given value before its own', async () => {
    const { customer, conversationId } = await sender.meet('TELEGRAM')
    const wanted = {
      buttons: {
        text: 'For {{customer.name}}',
        buttons: [{ label: 'See', url: 'https://shop.example.com/?q={{what}}' }],
      },
    }
    const { template } = await templates.create({ name: 'Search', content: wanted })
    const sent = await sender.send(
      conversationId,
      stored(template?.id, { 'customer.name': 'Boss', what: 'a b&c' }),
    )
    await sender.becomes(sent, ON_ITS_WAY)
    expect(await sender.outOf('TELEGRAM', customer)).toMatchObject([
      { text: 'For Boss', buttons: [{ url: 'https://shop.example.com/?q=a%20b%26c' }] },
    ])
  })
})
