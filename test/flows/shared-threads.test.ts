import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Json } from '../../src/channels/inbound.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(async () => {
  await app?.stop()
})

const facebook = () => app.platform('FACEBOOK')
const START = Date.now() - 600_000

interface Happening {
  customer: string
  at: number
  event: { [key: string]: Json }
  fromUs?: boolean
  list?: 'messaging' | 'standby'
}

async function happen({ customer, at, event, fromUs = false, list = 'messaging' }: Happening): Promise<void> {
  const [person, page] = [{ id: customer }, { id: facebook().externalId }]
  const happening = {
    sender: fromUs ? page : person,
    recipient: fromUs ? person : page,
    timestamp: START + at,
    ...event,
  }
  const entry = { id: facebook().externalId, time: START + at + 100, [list]: [happening] }
  const response = await app.post(facebook(), { object: 'page', entry: [entry] })
  expect(response.status).toBe(200)
  await app.settled()
}

async function change(value: { [key: string]: Json }): Promise<void> {
  const entry = { id: facebook().externalId, time: START / 1000, changes: [{ field: 'feed', value }] }
  expect((await app.post(facebook(), { object: 'page', entry: [entry] })).status).toBe(200)
  await app.settled()
}

const text = (mid: string) => ({ message: { mid, text: `text of ${mid}` } })
const echo = (mid: string) => ({ message: { mid, text: `answer ${mid}`, is_echo: true, app_id: 7 } })

async function statusOf(mid: string): Promise<string | undefined> {
  const rows = await app.rows<{ status: string }>(
    `SELECT delivery_status AS status FROM messages WHERE external_id = '${mid}'`,
  )
  return rows[0]?.status
}

async function conversationOf(customer: string) {
  const rows = await app.rows<{ type: string; control: string | null; messages: number }>(
    `SELECT assignment_type AS type, thread_control AS control, message_count AS messages
     FROM conversations WHERE external_id = '${customer}'`,
  )
  return rows[0]
}

describe('a watermark', () => {
  test('moves all that was sent before it forward, and nothing sent after', async () => {
    const customer = '7100000000000001'
    for (const n of [1, 2, 3]) await happen({ customer, at: n * 1000, event: echo(`wm.${n}`), fromUs: true })
    await happen({ customer, at: 4000, event: { delivery: { watermark: START + 3000 } } })
    await happen({ customer, at: 5000, event: { read: { watermark: START + 2000 } } })
    expect([await statusOf('wm.1'), await statusOf('wm.2'), await statusOf('wm.3')]).toEqual([
      'READ',
      'READ',
      'DELIVERED',
    ])
  })

  test('that is older than one already known takes nothing back', async () => {
    const customer = '7100000000000001'
    await happen({ customer, at: 6000, event: { delivery: { watermark: START + 1000 } } })
    expect(await statusOf('wm.1')).toBe('READ')
  })

  test('that comes before the message, even before the thread, waits for it', async () => {
    const customer = '7100000000000002'
    await happen({ customer, at: 9000, event: { read: { watermark: START + 8000 } } })
    expect(await conversationOf(customer)).toMatchObject({ messages: 0 })
    await happen({ customer, at: 7000, event: echo('early.1'), fromUs: true })
    await happen({ customer, at: 8500, event: echo('early.2'), fromUs: true })
    expect([await statusOf('early.1'), await statusOf('early.2')]).toEqual(['READ', 'SENT'])
  })

  test('with the message’s own id counts for both', async () => {
    const customer = '7100000000000003'
    await happen({ customer, at: 2000, event: { delivery: { mids: ['both.2'], watermark: START + 1500 } } })
    await happen({ customer, at: 1000, event: echo('both.1'), fromUs: true })
    await happen({ customer, at: 1600, event: echo('both.2'), fromUs: true })
    expect([await statusOf('both.1'), await statusOf('both.2')]).toEqual(['DELIVERED', 'DELIVERED'])
  })
})

describe('a thread that several apps share', () => {
  const customer = '7100000000000004'

  test('is read along while another has it, and the AI keeps quiet', async () => {
    await happen({ customer, at: 1000, event: text('st.1') })
    expect(await conversationOf(customer)).toMatchObject({ type: 'AI', control: null })
    await happen({ customer, at: 2000, event: text('st.2'), list: 'standby' })
    expect(await conversationOf(customer)).toMatchObject({ type: 'HUMAN', control: 'OTHER', messages: 2 })
  })

  test('is ours again when control is passed to us, whatever arrives late', async () => {
    await happen({ customer, at: 4000, event: { pass_thread_control: { new_owner_app_id: '7' } } })
    expect(await conversationOf(customer)).toMatchObject({ type: 'AI', control: 'SELF' })
    await happen({ customer, at: 3000, event: { take_thread_control: { previous_owner_app_id: '7' } } })
    expect(await conversationOf(customer)).toMatchObject({ type: 'AI', control: 'SELF' })
    await happen({ customer, at: 5000, event: { take_thread_control: { previous_owner_app_id: '7' } } })
    expect(await conversationOf(customer)).toMatchObject({ type: 'HUMAN', control: 'OTHER' })
  })
})

describe('a comment', () => {
  const comment = (verb: string, extra: { [key: string]: Json } = {}) => ({
    item: 'comment',
    verb,
    post_id: `${facebook().externalId}_1`,
    parent_id: `${facebook().externalId}_1`,
    comment_id: '1_100',
    created_time: Math.floor(START / 1000),
    from: { id: '7100000000000005', name: 'มานี' },
    ...extra,
  })
  const visibility = async () => {
    const rows = await app.rows<{ visibility: string }>(
      `SELECT visibility FROM messages WHERE external_id = '1_100'`,
    )
    return rows[0]?.visibility
  }

  test('is hidden and shown again', async () => {
    await change(comment('add', { message: 'ราคาเท่าไหร่คะ' }))
    expect(await visibility()).toBe('VISIBLE')
    await change(comment('hide'))
    expect(await visibility()).toBe('HIDDEN')
    await change({ ...comment('unhide'), published: 1 })
    expect(await visibility()).toBe('VISIBLE')
  })

  test('that was hidden before it is known is stored hidden', async () => {
    await change({ ...comment('hide'), comment_id: '1_200' })
    await change({ ...comment('add', { message: 'spam' }), comment_id: '1_200' })
    const rows = await app.rows(`SELECT visibility, content FROM messages WHERE external_id = '1_200'`)
    expect(rows).toEqual([{ visibility: 'HIDDEN', content: 'spam' }])
  })
})

describe('a person', () => {
  test('connects their account, and came by an advertisement: their identity says so', async () => {
    const customer = '7100000000000006'
    await happen({
      customer,
      at: 1000,
      event: { account_linking: { status: 'linked', authorization_code: 'c' } },
    })
    const referral = { ref: 'summer', source: 'ADS', type: 'OPEN_THREAD', ad_id: '6045246247433' }
    await happen({ customer, at: 2000, event: { referral } })
    const identity = async () =>
      (
        await app.rows<{ linked: boolean; referral: { adId: string; ref: string } }>(
          `SELECT is_linked AS linked, referral FROM customer_identities WHERE external_id = '${customer}'`,
        )
      )[0]
    expect(await identity()).toMatchObject({
      linked: true,
      referral: { adId: '6045246247433', ref: 'summer' },
    })
    await happen({ customer, at: 3000, event: { account_linking: { status: 'unlinked' } } })
    expect(await identity()).toMatchObject({ linked: false })
  })
})
