import { describe, expect, it } from 'vitest'
import { parseJson } from '../shared/json.ts'
import {
  ACCOUNT,
  cdn,
  event,
  events,
  eventsOf,
  fixture,
  HANA,
  messaging,
  mid,
  NOK,
  privateWith,
  second,
} from './fixtures/read.ts'

const withHana = { thread: privateWith(HANA.externalId), customer: HANA }

describe('a direct message', () => {
  it('is a message in the thread of its sender', () => {
    expect(event('text')).toEqual({
      kind: 'message',
      externalId: mid('text'),
      at: second(0),
      ...withHana,
      content: {
        type: 'TEXT',
        text: '再入荷はありますか？ #秋コーデ',
        attachments: [],
        hashtags: ['秋コーデ'],
      },
    })
  })

  it('names what it answers: a message, or a story of the account', () => {
    expect(event('text-reply')).toMatchObject({ customer: NOK, replyTo: mid('offer') })
    expect(event('text-story-reply')).toEqual({
      kind: 'message',
      externalId: mid('text-story-reply'),
      at: second(2),
      ...withHana,
      content: {
        type: 'TEXT',
        text: 'かわいい！',
        attachments: [],
        data: { story: { id: '18029384756100021', url: cdn(21) } },
      },
    })
  })

  it('tells what brought its sender: an advertisement, or a product of the shop', () => {
    expect(event('text-referral-ad')).toMatchObject({
      referral: { source: 'ADS', ref: 'ig-oct', adId: '120210987654399', headline: '秋のセール' },
    })
    expect(event('text-about-product')).toHaveProperty('referral', {
      source: 'PRODUCT',
      data: { product: { id: '665544332211009' } },
    })
  })
})

describe('an attachment', () => {
  const share = (type: string, id?: string, title?: string) => ({
    data: { shares: [{ type, ...(id && { id }), ...(title && { title }) }] },
  })

  it.each<[string, string, number, object]>([
    ['image', 'IMAGE', 1, {}],
    ['video', 'VIDEO', 5, {}],
    ['audio', 'AUDIO', 6, {}],
    ['file', 'FILE', 7, {}],
    ['share', 'FILE', 8, share('share')],
    ['reel', 'VIDEO', 10, share('ig_reel', '18029384756100032', '新作です')],
    ['story', 'FILE', 11, share('ig_story', '18029384756100033')],
    ['story-mention', 'FILE', 12, { data: { story: { url: cdn(12) }, mentioned: true } }],
  ])('%s is a message of type %s', (name, type, asset, more) => {
    expect(event(name)).toHaveProperty('kind', 'message')
    expect(event(name)).toHaveProperty('content', {
      type,
      text: null,
      attachments: [{ type, url: cdn(asset) }],
      ...more,
    })
  })

  it('comes with others and with a text', () => {
    expect(event('images')).toMatchObject({
      content: { type: 'IMAGE', attachments: [{ type: 'IMAGE' }, { type: 'IMAGE' }, { type: 'VIDEO' }] },
    })
    expect(event('post')).toHaveProperty('content', {
      type: 'FILE',
      text: 'แบบนี้มีไหมคะ',
      attachments: [{ type: 'FILE', url: cdn(9) }],
      ...share('ig_post', '18029384756100031', 'New arrivals'),
    })
  })

  it('that is withheld from apps leaves a message that says so', () => {
    expect(event('ephemeral')).toHaveProperty('content', {
      type: 'FILE',
      text: null,
      attachments: [{ type: 'FILE' }],
      data: { ephemeral: true },
    })
    expect(event('unsupported')).toHaveProperty('content', {
      type: 'TEXT',
      text: null,
      attachments: [],
      data: { unsupported: true },
    })
  })
})

describe('an answer by pressing', () => {
  it.each([
    ['quick-reply', 'はい', 'YES'],
    ['postback', '営業時間は？', 'HOURS'],
  ])('%s is a postback with what was seen and what it stands for', (name, text, payload) => {
    expect(event(name)).toMatchObject({ kind: 'postback', externalId: mid(name), ...withHana })
    expect(event(name)).toHaveProperty('content', {
      type: 'INTERACTIVE',
      text,
      attachments: [],
      data: { payload },
    })
  })
})

describe('what happens to messages', () => {
  it('a reaction is put and taken back', () => {
    const about = { kind: 'reaction', messageExternalId: mid('offer'), ...withHana }
    expect(event('reaction')).toMatchObject({ ...about, emojis: ['❤️'] })
    expect(event('reaction-removed')).toMatchObject({ ...about, emojis: [] })
  })

  it('reading is told by message: all before it is read too', () => {
    expect(event('read')).toEqual({
      kind: 'status',
      status: 'READ',
      at: second(26),
      messageExternalId: mid('offer'),
      watermark: { thread: withHana.thread, at: second(26) },
    })
  })

  it('an edit has the new text, an unsend takes the message away', () => {
    expect(event('edit')).toEqual({
      kind: 'edit',
      messageExternalId: mid('typo'),
      at: second(27),
      ...withHana,
      content: { type: 'TEXT', text: '10月3日でお願いします', attachments: [] },
    })
    expect(event('unsend')).toMatchObject({ kind: 'unsend', messageExternalId: mid('regret') })
  })

  it('is noted where nothing was edited yet', () => {
    expect(event('edit-of-nothing')).toMatchObject({ kind: 'noted', subject: 'message_edit' })
  })
})

describe('what the account writes', () => {
  it('is an echo in the thread of the customer', () => {
    expect(event('echo')).toMatchObject({ kind: 'echo', ...withHana, content: { text: '本日発送しました' } })
    expect(event('echo-template')).toMatchObject({
      kind: 'echo',
      customer: NOK,
      content: {
        type: 'TEMPLATE',
        text: null,
        data: { template: { generic: { elements: [{ title: 'เสื้อยืด' }] } } },
      },
    })
  })

  it('to itself, to try things out, makes it its own customer', () => {
    const own = { thread: privateWith(ACCOUNT), customer: { externalId: ACCOUNT }, externalId: mid('self') }
    expect(event('self')).toMatchObject({ kind: 'message', ...own })
    expect(event('self-echo')).toMatchObject({ kind: 'echo', ...own })
  })

  it('reads or reacts to changes nothing', () => {
    const reversed = { sender: { id: ACCOUNT }, recipient: { id: HANA.externalId } }
    expect(messaging({ ...reversed, read: { mid: 'x' } })).toHaveProperty('subject', 'read by the business')
    expect(messaging({ ...reversed, reaction: { mid: 'x', action: 'react', emoji: '🙏' } })).toHaveProperty(
      'subject',
      'reaction of the business',
    )
  })
})

describe('a person', () => {
  it('comes again by a link, and consents', () => {
    expect(event('referral')).toMatchObject({
      kind: 'referral',
      customer: HANA,
      referral: { source: 'IGME-SOURCE-LINK', ref: 'bio-link' },
    })
    expect(event('optin')).toMatchObject({ kind: 'optin', customer: HANA, purpose: 'notification_messages' })
  })

  it('is passed between apps', () => {
    expect(events('handover')).toMatchObject([
      { kind: 'control', ...withHana, holder: 'SELF' },
      { kind: 'control', ...withHana, holder: 'OTHER' },
      { kind: 'noted', subject: 'request_thread_control' },
    ])
    expect(event('standby')).toMatchObject({
      kind: 'message',
      standby: true,
      content: { text: 'まだいますか？' },
    })
  })
})

describe('everything else', () => {
  it('of the dashboard’s test button is what it says', () => {
    expect(events('dashboard-tests')).toMatchObject([
      { kind: 'message', externalId: 'random_mid', at: new Date(1790000202000) },
      { kind: 'reaction', messageExternalId: 'random_mid' },
      { kind: 'status', status: 'READ', messageExternalId: 'random_mid' },
      { kind: 'postback', externalId: 'random_postback' },
    ])
  })

  it('is unknown, with what it was', () => {
    expect(event('unknown-field')).toHaveProperty('reason', 'field "hologram" is not known')
    expect(event('unknown-event')).toHaveProperty(
      'reason',
      'the event has nothing in it that is known: "hologram"',
    )
    expect(event('unknown-attachment')).toHaveProperty('reason', 'attachment type "hologram" is not known')
  })

  it('keeps all digits of ids beyond 2^53', () => {
    const body = JSON.stringify(fixture('text')).replaceAll(`"${HANA.externalId}"`, '9007199254740993')
    expect(eventsOf(parseJson(body))[0]).toHaveProperty('customer.externalId', '9007199254740993')
  })
})
