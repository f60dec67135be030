import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { channelOf } from '../../src/channels/index.ts'
import { Sender } from '../support/sender.ts'
import { Templates } from '../support/templates.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

let app: TestApp
let sender: Sender
let templates: Templates
beforeAll(async () => {
  app = await startTestApp({}, { simulated: true })
  sender = new Sender(app)
  templates = new Templates(app)
})
afterAll(async () => {
  await app?.stop()
})

const patience = { timeout: 15_000 }

describe('what a network decides later', () => {
  const name = 'judged_later'
  const language = 'en'
  const judge = (change: object) => templates.decide('WHATSAPP', { name, language, ...change })
  const told = () => templates.named('WHATSAPP', name)

  test('about status, quality and category reaches the row and the change log', async () => {
    await judge({})
    await templates.sync('WHATSAPP')
    const { changeCursor } = await app.query<{ changeCursor: string }>('{ changeCursor }')
    await judge({ quality: 'YELLOW' })
    await expect.poll(told, patience).toMatchObject({ quality: 'YELLOW', status: 'APPROVED' })
    await judge({ category: 'MARKETING' })
    await expect.poll(told, patience).toMatchObject({ category: 'MARKETING' })
    await judge({ status: 'PAUSED', reason: 'too many complaints' })
    await expect.poll(told, patience).toMatchObject({ status: 'PAUSED', reason: 'too many complaints' })
    const kinds = await app.rows<{ kind: string }>(
      `SELECT DISTINCT kind FROM change_log WHERE subject_id = (SELECT id FROM message_templates WHERE name = '${name}')`,
    )
    expect(kinds).toEqual([{ kind: 'TEMPLATE_UPDATED' }])
    expect(changeCursor).not.toBe(
      (await app.query<{ changeCursor: string }>('{ changeCursor }')).changeCursor,
    )
    const { conversationId } = await sender.meet('WHATSAPP')
    expect(await sender.send(conversationId, { template: { name, language } })).toMatchObject({
      code: 'TEMPLATE_NOT_APPROVED',
      reason: expect.stringContaining('PAUSED: too many complaints'),
    })
  })

  test('changes nothing when it comes late and is older than what is known', async () => {
    const { externalId } = (await told()) ?? {}
    const post = async (event: string, secondsFromNow: number) => {
      const time = Math.floor(Date.now() / 1000) + secondsFromNow
      const value = {
        event,
        message_template_id: externalId ?? '',
        message_template_name: name,
        message_template_language: language,
        reason: 'NONE',
      }
      const changes = [{ field: 'message_template_status_update', value }]
      const entry = [{ id: '2109876543210987', time, changes }]
      await app.post(app.platform('WHATSAPP'), { object: 'whatsapp_business_account', entry })
      await app.settled()
    }
    await post('DISABLED', 60)
    expect(await told()).toMatchObject({ status: 'DISABLED' })
    await post('APPROVED', -3600)
    expect(await told()).toMatchObject({ status: 'DISABLED' })
    await post('APPROVED', 120)
    expect(await told()).toMatchObject({ status: 'APPROVED' })
  })

  test('is heard at the address of the developer app too, which names no account', async () => {
    const { externalId } = (await told()) ?? {}
    const [developer] = app.demo.main.apps.filter((one) => one.type === 'WHATSAPP')
    const value = { event: 'PAUSED', message_template_id: externalId ?? '', reason: 'NONE' }
    const time = Math.floor(Date.now() / 1000) + 180
    const changes = [{ field: 'message_template_status_update', value }]
    const business = `2${app.platform('WHATSAPP').externalId}`
    const post = async (id: string) => {
      const body = { object: 'whatsapp_business_account', entry: [{ id, time, changes }] }
      const bytes = Buffer.from(JSON.stringify(body))
      const headers = channelOf('WHATSAPP')?.webhook.sign(bytes, developer?.secret ?? '') ?? {}
      await app.postRaw(`/webhooks/whatsapp/apps/${developer?.uuid}`, bytes, headers)
      await app.settled()
    }
    await post('999')
    expect(await told()).toMatchObject({ status: 'APPROVED' })
    await post(business)
    expect(await told()).toMatchObject({ status: 'PAUSED' })
  })

  test('about one that nobody knows is kept, and its words are read from the list', async () => {
    const unknown = {
      name: 'made_elsewhere',
      language: 'en',
      components: [{ type: 'BODY', text: 'From elsewhere.' }],
    }
    await templates.decide('WHATSAPP', unknown)
    await templates.decide('WHATSAPP', { ...unknown, status: 'PAUSED' })
    await expect
      .poll(() => templates.named('WHATSAPP', 'made_elsewhere'), patience)
      .toMatchObject({ status: 'PAUSED', components: [{ text: 'From elsewhere.' }] })
  })
})

test('the business that owns a number is learnt from its own webhooks', async () => {
  await sender.meet('WHATSAPP')
  const { uuid, externalId } = app.platform('WHATSAPP')
  await app.rows(`UPDATE platforms SET config = '{}' WHERE id = '${uuid}' RETURNING id`)
  expect(await templates.sync('WHATSAPP')).toMatchObject({ __typename: 'SyncMessageTemplatesPayload' })
  const [row] = await app.rows(`SELECT config FROM platforms WHERE id = '${uuid}'`)
  expect(row).toEqual({ config: { businessAccountId: `2${externalId}` } })
})

describe('a long list', () => {
  test('is read page by page; what the network no longer has is DELETED', async () => {
    await templates.sync('WHATSAPP')
    const account = app.platform('WHATSAPP').externalId
    for (let n = 0; n < 250; n += 1)
      await templates.decide('WHATSAPP', { name: `long_list_${n}`, language: 'en' })
    expect(await templates.sync('WHATSAPP')).toMatchObject({ added: 250, updated: 0, removed: 0 })
    expect(await templates.list('WHATSAPP', { search: 'long_list_' })).toHaveLength(250)
    const { node } = await app.query<{ node: { messageTemplates: { nodes: unknown[] } } }>(
      `query ($id: ID!) { node(id: $id) { ... on Platform { messageTemplates(first: 5, filter: { category: ["UTILITY"] }) { nodes { id } } } } }`,
      { id: templates.platformId('WHATSAPP') },
    )
    expect(node.messageTemplates.nodes).toHaveLength(5)
    const token = app.platform('WHATSAPP').accessToken
    await fetch(`${app.simulator?.url}/whatsapp/v26.0/2${account}/message_templates?name=long_list_7`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${token}` },
    })
    await app.settled()
    // The network tells the time of a list in whole seconds: what was made within its second counts as not missing yet.
    const gone = async () => {
      await templates.sync('WHATSAPP')
      return await templates.list('WHATSAPP', { status: ['DELETED'], search: 'long_list_7' })
    }
    await expect.poll(gone, { timeout: 15_000, interval: 300 }).toHaveLength(1)
  })

  test('is nobody else’s', async () => {
    const { apiKey } = app.demo.other
    expect(await templates.list(null, {}, apiKey)).toEqual([])
    expect(await templates.sync('WHATSAPP', apiKey)).toMatchObject({ code: 'NOT_FOUND' })
    const [mine] = await templates.list('WHATSAPP')
    const { node } = await app.query<{ node: unknown }>(
      'query ($id: ID!) { node(id: $id) { id } }',
      { id: mine?.id },
      apiKey,
    )
    expect(node).toBeNull()
  })
})
