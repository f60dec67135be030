import { describe, expect, it } from 'vitest'
import { parseJson } from '../shared/json.ts'
import {
  event,
  events,
  eventsOf,
  fixture,
  KEN,
  MALI,
  mid,
  PAGE,
  post,
  privateWith,
  second,
} from './fixtures/read.ts'

const withMali = { thread: privateWith(MALI.externalId), customer: MALI }

describe('a text', () => {
  it('is a message in the thread of its sender', () => {
    expect(event('text')).toEqual({
      kind: 'message',
      externalId: mid('text'),
      at: second(0),
      ...withMali,
      content: { type: 'TEXT', text: 'มีสีดำไหมคะ #ชุดราตรี', attachments: [], hashtags: ['ชุดราตรี'] },
    })
  })

  it('names the message that it answers', () => {
    expect(event('text-reply')).toEqual({
      kind: 'message',
      externalId: mid('text-reply'),
      at: second(1),
      thread: privateWith(KEN.externalId),
      customer: KEN,
      content: { type: 'TEXT', text: '在庫はありますか？', attachments: [] },
      replyTo: mid('offer'),
    })
  })

  it('tells the advertisement that brought its sender', () => {
    expect(event('text-referral-ad')).toMatchObject({
      kind: 'message',
      referral: {
        source: 'ADS',
        ref: 'oct_sale',
        adId: '120210987654321',
        headline: 'ลด 50% ทั้งร้าน',
        data: { ads_context_data: { product_id: '776655443322110' } },
      },
    })
  })
})

describe('what happens to messages', () => {
  it('a reaction is put, in words where the emoji is not told, and taken back', () => {
    const about = { kind: 'reaction', messageExternalId: mid('offer'), ...withMali }
    expect(event('reaction')).toEqual({ ...about, at: second(30), emojis: ['🙏'] })
    expect(event('reaction-in-words')).toEqual({ ...about, at: second(31), emojis: ['❤️'] })
    expect(event('reaction-removed')).toEqual({ ...about, at: second(32), emojis: [] })
  })

  it('an edit has the new text, an unsend takes the message away', () => {
    expect(event('edit')).toEqual({
      kind: 'edit',
      messageExternalId: mid('typo'),
      at: second(29),
      ...withMali,
      content: { type: 'TEXT', text: 'พรุ่งนี้ 10 โมง #นัด', attachments: [], hashtags: ['นัด'] },
    })
    expect(event('unsend')).toEqual({ kind: 'unsend', at: second(23), messageExternalId: mid('regret') })
  })

  it('deliveries are told message by message, and up to a time', () => {
    const at = new Date(1790000300500)
    const delivered = { kind: 'status', status: 'DELIVERED', at }
    const watermark = (time: number) => ({ thread: withMali.thread, at: new Date(time) })
    expect(events('delivery')).toEqual([
      { ...delivered, messageExternalId: mid('offer'), watermark: watermark(1790000123000) },
      { ...delivered, messageExternalId: mid('offer-2'), watermark: watermark(1790000123000) },
    ])
    expect(events('delivery-without-mids')).toEqual([{ ...delivered, watermark: watermark(1790000124000) }])
  })

  it('reading is told up to a time', () => {
    expect(event('read')).toEqual({
      kind: 'status',
      status: 'READ',
      at: second(33),
      watermark: { thread: withMali.thread, at: new Date(1790000125000) },
    })
  })
})

describe('what the Page writes', () => {
  it('is an echo in the thread of the customer, with what we attached to it', () => {
    expect(event('echo')).toEqual({
      kind: 'echo',
      externalId: mid('echo'),
      at: second(34),
      ...withMali,
      content: { type: 'TEXT', text: 'ร้านเปิด 9 โมงค่ะ', attachments: [] },
      clientReference: 'parley:0195f1',
    })
    expect(event('echo-unflagged')).toMatchObject({ kind: 'echo', ...withMali, content: { text: 'ขอบคุณค่ะ' } })
  })

  it('may be a template, of which the customer saw the text', () => {
    expect(event('echo-template')).toMatchObject({
      kind: 'echo',
      content: {
        type: 'TEMPLATE',
        text: 'เลือกวันจัดส่ง',
        data: { template: { template_type: 'button', buttons: [{ title: 'วันนี้' }, { title: 'เว็บไซต์' }] } },
      },
    })
  })
})

describe('a person', () => {
  it('consents and withdraws', () => {
    const about = { customer: MALI, purpose: 'notification_messages' }
    expect(event('optin-notifications')).toEqual({ kind: 'optin', at: second(37), ...about })
    expect(event('optin-notifications-stopped')).toEqual({ kind: 'optout', at: second(38), ...about })
    expect(event('optin-notifications-resumed')).toEqual({ kind: 'optin', at: second(39), ...about })
    expect(event('optin-plugin')).toMatchObject({ kind: 'optin', customer: KEN, purpose: 'checkout-page' })
    expect(event('optin-checkbox')).toEqual({ kind: 'noted', at: second(41), subject: 'optin' })
  })

  it('comes again by a link', () => {
    expect(event('referral')).toMatchObject({
      kind: 'referral',
      customer: MALI,
      referral: { source: 'SHORTLINK', ref: 'qr-table-9', url: 'https://m.me/banthai?ref=qr-table-9' },
    })
  })

  it('connects and disconnects an account, and the code stays with Facebook', () => {
    expect(events('account-linking')).toEqual([
      { kind: 'link', at: second(42), customer: MALI },
      { kind: 'unlink', at: second(43), customer: MALI },
    ])
  })
})

describe('several apps on one Page', () => {
  it('pass a thread to us and take it from us', () => {
    expect(events('handover')).toEqual([
      { kind: 'control', at: second(44), ...withMali, holder: 'SELF' },
      { kind: 'control', at: second(45), ...withMali, holder: 'OTHER' },
      { kind: 'noted', at: second(46), subject: 'request_thread_control' },
    ])
    expect(event('app-roles')).toEqual({
      kind: 'account',
      at: second(47),
      subject: 'app_roles',
      data: { '1517776481860111': ['primary_receiver'] },
    })
  })

  it('let us read what another one answers', () => {
    expect(events('standby')).toMatchObject([
      { kind: 'message', standby: true, ...withMali, content: { text: 'ยังเปิดอยู่ไหมคะ' } },
      { kind: 'echo', standby: true, ...withMali, content: { text: 'เปิดถึงสองทุ่มค่ะ' } },
      { kind: 'postback', standby: true, ...withMali, content: { text: 'ติดต่อเจ้าหน้าที่' } },
      { kind: 'status', status: 'READ' },
    ])
  })
})

describe('everything else', () => {
  it('that concerns the app is of the account', () => {
    expect(events('policy-enforcement')).toEqual([
      {
        kind: 'account',
        at: second(48),
        subject: 'policy_enforcement',
        data: { action: 'block', reason: 'Invented: too many unwanted messages.' },
      },
      { kind: 'account', at: second(49), subject: 'policy_enforcement', data: { action: 'unblock' } },
    ])
  })

  it('that changes nothing in the graph is noted', () => {
    expect([...events('feedback'), ...events('game-play')]).toMatchObject([
      { kind: 'noted', subject: 'messaging_feedback' },
      { kind: 'noted', subject: 'response_feedback' },
      { kind: 'noted', subject: 'game_play' },
    ])
  })

  it('of the dashboard’s test button is what it says', () => {
    expect(events('dashboard-tests')).toMatchObject([
      { kind: 'message', externalId: 'test_message_id', at: new Date(1790000001000) },
      { kind: 'reaction', messageExternalId: 'test_message_id' },
      { kind: 'status', status: 'DELIVERED', messageExternalId: 'test_message_id' },
      { kind: 'message', externalId: 'test_standby_id', standby: true },
    ])
  })

  it('is unknown, with what it was', () => {
    expect(event('unknown-event')).toHaveProperty(
      'reason',
      'the event has nothing in it that is known: "hologram"',
    )
    expect(event('unknown-object')).toHaveProperty('reason', 'object is not page')
    expect(event('unknown-changed-fields')).toHaveProperty(
      'reason',
      'only the names of changed fields were sent',
    )
  })

  it('keeps all digits of ids beyond 2^53', () => {
    const body = JSON.stringify(fixture('text')).replaceAll(`"${MALI.externalId}"`, '9007199254740993')
    expect(eventsOf(parseJson(body))[0]).toHaveProperty('customer.externalId', '9007199254740993')
  })

  it('that the Page sends to nobody is unknown', () => {
    const body = post('messaging', { sender: { id: PAGE }, message: { mid: 'm_1', text: 'hi' } })
    expect(eventsOf(body)[0]).toMatchObject({ kind: 'unknown' })
  })
})
