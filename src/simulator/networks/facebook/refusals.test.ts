import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../json.ts'
import { openSandbox, type Sandbox } from '../../sandbox.ts'
import { messagingOf, registerAccount } from '../meta/testing.ts'

const page = { type: 'FACEBOOK', id: '104857601234567', customer: '7102938475600001' } as const
let box: Sandbox
let facebook: ReturnType<typeof messagingOf>

beforeAll(async () => {
  box = await openSandbox()
  facebook = messagingOf(box, page)
  await registerAccount(box, page)
})
afterAll(() => box.close())

const text = { message: { text: 'x' } }
const template = (payload: JsonObject) => ({ message: { attachment: { type: 'template', payload } } })
const generic = (...elements: JsonObject[]) => template({ template_type: 'generic', elements })
const withButtons = (...buttons: JsonObject[]) => template({ template_type: 'button', text: 'x', buttons })
const button = (more: JsonObject = {}) => ({ type: 'postback', title: 'x', payload: 'x', ...more })
const quick = (more: JsonObject = {}) => ({ content_type: 'text', title: 'x', payload: 'x', ...more })
const replies = (...quick_replies: JsonObject[]) => ({ message: { text: 'x', quick_replies } })
const media = (payload: JsonObject, type = 'image') => ({ message: { attachment: { type, payload } } })

describe('refuses with error 100', () => {
  test.each<[string, JsonObject]>([
    ['no recipient', { ...text, recipient: null }],
    ['a recipient without id', { ...text, recipient: {} }],
    ['no message', {}],
    ['a message and an action', { ...text, sender_action: 'typing_on' }],
    ['an unknown action', { sender_action: 'wave' }],
    ['an unknown messaging_type', { ...text, messaging_type: 'SHOUT' }],
    ['UTILITY without template', { ...text, messaging_type: 'UTILITY' }],
    ['a tag without MESSAGE_TAG', { ...text, messaging_type: 'RESPONSE', tag: 'HUMAN_AGENT' }],
    ['MESSAGE_TAG without tag', { ...text, messaging_type: 'MESSAGE_TAG' }],
    ...['CONFIRMED_EVENT_UPDATE', 'ACCOUNT_UPDATE', 'POST_PURCHASE_UPDATE'].map(
      (tag): [string, JsonObject] => [`the dead tag ${tag}`, { ...text, messaging_type: 'MESSAGE_TAG', tag }],
    ),
    ['an empty text', { message: { text: '' } }],
    ['a text of 2001', { message: { text: 'x'.repeat(2001) } }],
    [
      'text and attachment',
      { message: { text: 'x', attachment: { type: 'image', payload: { url: 'https://a.example' } } } },
    ],
    ['metadata of 1001', { message: { text: 'x', metadata: 'x'.repeat(1001) } }],
    ['fourteen quick replies', replies(...Array.from({ length: 14 }, () => quick()))],
    ['no quick replies', replies()],
    ['a quick reply title of 21', replies(quick({ title: 'x'.repeat(21) }))],
    ['a quick reply without payload', replies(quick({ payload: null }))],
    ['an unknown quick reply', replies(quick({ content_type: 'location' }))],
    ['four buttons', withButtons(button(), button(), button(), button())],
    ['a button title of 21', withButtons(button({ title: 'x'.repeat(21) }))],
    ['a button payload of 1001', withButtons(button({ payload: 'x'.repeat(1001) }))],
    ['an unknown button', withButtons(button({ type: 'dance' }))],
    ['a link that is none', withButtons(button({ type: 'web_url', url: 'example' }))],
    ['a phone number without +', withButtons(button({ type: 'phone_number', payload: '0812345678' }))],
    [
      'a button text of 641',
      template({ template_type: 'button', text: 'x'.repeat(641), buttons: [button()] }),
    ],
    ['eleven cards', generic(...Array.from({ length: 11 }, () => ({ title: 'x', subtitle: 'x' })))],
    ['a card title of 81', generic({ title: 'x'.repeat(81), subtitle: 'x' })],
    ['a card with only a title', generic({ title: 'x' })],
    [
      'a titled default action',
      generic({ title: 'x', default_action: { title: 'x', url: 'https://a.example' } }),
    ],
    ['an unknown template', template({ template_type: 'list' })],
    ['a media template of a file', template({ template_type: 'media', elements: [{ media_type: 'file' }] })],
    ['an unknown attachment', media({ url: 'https://a.example' }, 'hologram')],
    ['media without address', media({})],
    ['media of an unknown id', media({ attachment_id: '1' })],
    [
      'several attachments that are no images',
      { message: { attachments: [{ type: 'video', payload: { url: 'https://a.example' } }] } },
    ],
    ['a reply to nothing', { ...text, reply_to: {} }],
    ['a reaction without payload', { sender_action: 'react' }],
  ])('%s', async (_, body) => {
    const answer = await facebook.post(body)
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 100, type: 'OAuthException' } } })
    expect(await box.sim('GET', '/sends')).toMatchObject({ count: 0 })
  })
})

describe('refuses', () => {
  beforeEach(() => registerAccount(box, page))

  test('who is nobody, whose message is gone, and other Pages', async () => {
    expect(await facebook.post({ ...text, recipient: { id: 'me-not' } })).toMatchObject({
      body: { error: { code: 100, error_subcode: 2018001 } },
    })
    const payload = { message_id: 'm_gone', reaction: 'love' }
    expect(await facebook.post({ sender_action: 'react', payload })).toMatchObject({
      body: { error: { code: 10900, error_subcode: 9000001 } },
    })
    expect(await facebook.graph('POST', '/4711/messages', text)).toMatchObject({
      body: { error: { code: 100, error_subcode: 33 } },
    })
  })

  test('a wrong token', async () => {
    expect(await facebook.graph('POST', '/me/messages', text, 'nobody')).toMatchObject({
      status: 401,
      body: { error: { code: 190 } },
    })
  })

  test('a customer who has blocked the Page', async () => {
    await facebook.act('block')
    expect(await facebook.post(text)).toMatchObject({
      body: { error: { code: 551, error_subcode: 1545041 } },
    })
  })

  test('after 24 hours; a human agent after 7 days; never a utility template', async () => {
    await facebook.act('messages', { text: 'Hi' })
    const tagged = { ...text, messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }
    const closed = { status: 403, body: { error: { code: 10, error_subcode: 2018278 } } }
    await box.sim('POST', '/clock', { advanceMs: 86_400_001 })
    expect(await facebook.post({ ...text, messaging_type: 'UPDATE' })).toMatchObject(closed)
    expect(await facebook.post(tagged)).toMatchObject({ status: 200 })
    await box.sim('POST', '/clock', { advanceMs: 6 * 86_400_000 })
    expect(await facebook.post(tagged)).toMatchObject(closed)
    const utility = {
      messaging_type: 'UTILITY',
      message: { template: { name: 'order_ready', language: { code: 'en' } } },
    }
    expect(await facebook.post(utility)).toMatchObject({ status: 200 })
    await facebook.act('messages', { text: 'Hi again' })
    expect(await facebook.post(text)).toMatchObject({ status: 200 })
  })

  test('more than the rates that were asked for', async () => {
    await registerAccount(box, page, { rates: { account: { points: 1, seconds: 60 } } })
    await facebook.post(text)
    const limited = await facebook.post(text)
    expect(limited).toMatchObject({ status: 429, body: { error: { code: 613 } } })
    expect(JSON.parse(limited.headers.get('x-business-use-case-usage') ?? '')).toMatchObject({
      1: [{ call_count: 100, estimated_time_to_regain_access: 1 }],
    })
  })
})
