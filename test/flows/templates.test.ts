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
})
afterAll(async () => {
  await app?.stop()
})

const patience = { timeout: 15_000 }
const closeWindow = (rowId: string) =>
  app.rows(
    `UPDATE conversations SET last_inbound_at = now() - interval '10 days' WHERE id = '${rowId}' RETURNING id`,
  )
const statusOf = async (type: string, name: string) => (await templates.named(type, name))?.status

describe.each(['WHATSAPP', 'FACEBOOK'])('a template of %s', (type) => {
  test('is PENDING, is approved by webhook, goes out when the window is closed, and reads as it was filled', async () => {
    const { customer, conversationId, rowId } = await sender.meet(type)
    await closeWindow(rowId)
    const made = await templates.createAt(type, 'table_ready')
    expect(made).toMatchObject({ template: { status: 'PENDING', externalId: expect.any(String) } })
    await expect.poll(() => statusOf(type, 'table_ready'), patience).toBe('APPROVED')
    const sent = await sender.send(conversationId, stored(made.template?.id, { 1: 'Malee' }))
    const { content } = await sender.becomes(sent, ON_ITS_WAY)
    expect(content).toBe('Hello Malee, your table is ready.')
    expect(await sender.outOf(type, customer)).toMatchObject([{ text: 'Hello Malee, your table is ready.' }])
    const { node } = await app.query<{ node: { template: { name: string } } }>(
      'query ($id: ID!) { node(id: $id) { ... on Message { template { name } } } }',
      { id: sent.message?.id },
    )
    expect(node.template.name).toBe('table_ready')
  })

  test('that is rejected says so, and is not sent', async () => {
    const { conversationId } = await sender.meet(type)
    const made = await templates.createAt(type, 'reject_me')
    await expect.poll(() => statusOf(type, 'reject_me'), patience).toBe('REJECTED')
    expect(await templates.named(type, 'reject_me')).toMatchObject({ reason: 'INVALID_FORMAT' })
    const refused = await sender.send(conversationId, stored(made.template?.id, { 1: 'Malee' }))
    expect(refused).toMatchObject({ __typename: 'TemplateNotApprovedError', code: 'TEMPLATE_NOT_APPROVED' })
    expect(refused.reason).toContain('REJECTED: INVALID_FORMAT')
  })

  test('that was approved there before is read from the list, with its variables', async () => {
    expect(await templates.sync(type)).toMatchObject({ __typename: 'SyncMessageTemplatesPayload' })
    const names = (await templates.named(type, 'parcel_on_its_way'))?.variables.map(({ name }) => name)
    expect(names).toEqual(
      type === 'WHATSAPP'
        ? ['header.1', '1', '2', 'button.0.url', 'button.1.payload']
        : ['1', '2', 'button.0.url'],
    )
    expect(await templates.sync(type)).toMatchObject({ added: 0, updated: 0, removed: 0 })
  })

  test('is made once by a key, however often and at once it is asked for', async () => {
    const ask = () => templates.createAt(type, 'made_once', { idempotencyKey: `once-${type}` })
    const answers = await Promise.all([ask(), ask(), ask()])
    expect(new Set(answers.map((one) => one.template?.id)).size).toBe(1)
    await expect.poll(() => statusOf(type, 'made_once'), patience).toBe('APPROVED')
    expect((await ask()).template?.id).toBe(answers[0]?.template?.id)
    const calls = await app.rows(
      `SELECT c.outcome FROM template_calls c JOIN message_templates t ON t.id = c.template_id
       JOIN platforms p ON p.id = t.platform_id WHERE t.name = 'made_once' AND p.type = '${type}'`,
    )
    expect(calls).toEqual([{ outcome: 'ACCEPTED' }])
    const other = await templates.createAt(type, 'made_twice', { idempotencyKey: `once-${type}` })
    expect(other).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' })
    expect(await templates.createAt(type, 'made_once')).toMatchObject({
      code: 'INVALID_TEMPLATE',
      path: ['input', 'name'],
    })
  })

  test('of which no answer came is found by its name when it is asked for again', async () => {
    const rule = { network: type, operation: 'createTemplate', fault: 'drop', times: 1 }
    await app.sim('/faults', rule)
    const made = await templates.createAt(type, 'lost_answer', { idempotencyKey: `lost-${type}` })
    const again = await templates.createAt(type, 'lost_answer', { idempotencyKey: `lost-${type}` })
    expect(again.template?.id).toBe(made.template?.id)
    await expect.poll(() => statusOf(type, 'lost_answer'), patience).toBe('APPROVED')
  })

  /** Made, and then as it would stand had the process died between the call and its answer. */
  const makeAndKill = async (name: string, more: object = {}, minutesAgo = 2) => {
    const made = await templates.createAt(type, name, more)
    await expect.poll(() => statusOf(type, name), patience).toBe('APPROVED')
    const where = `t.name = '${name}' AND t.platform_id = '${app.platform(type).uuid}'`
    await app.rows(`UPDATE template_calls c SET outcome = NULL, finished_at = NULL, started_at = now() - interval '${minutesAgo} minutes'
      FROM message_templates t WHERE t.id = c.template_id AND ${where} RETURNING c.id`)
    await app.rows(
      `UPDATE message_templates t SET status = 'DRAFT', external_id = NULL WHERE ${where} RETURNING id`,
    )
    return made
  }
  const otherWords = { components: [{ type: 'BODY', text: 'Something else.' }] }
  const taken = { code: 'INVALID_TEMPLATE', path: ['input', 'name'] }

  test('whose maker was killed is found by its name when it is asked for again', async () => {
    const key = { idempotencyKey: `killed-${type}` }
    const made = await makeAndKill('killed_maker', key)
    const again = await templates.createAt(type, 'killed_maker', key)
    expect(again).toMatchObject({ template: { id: made.template?.id, status: 'APPROVED' } })
  })

  test('of other words under the name of one that is being made is refused', async () => {
    const made = await makeAndKill('in_the_making', {}, 0)
    expect(await templates.createAt(type, 'in_the_making', otherWords)).toMatchObject(taken)
    const same = await templates.createAt(type, 'in_the_making')
    expect(same).toMatchObject({ template: { id: made.template?.id, status: 'DRAFT' } })
  })

  test('of other words under the name of one whose maker was killed is refused where the network has that', async () => {
    await makeAndKill('killed_first')
    expect(await templates.createAt(type, 'killed_first', otherWords)).toMatchObject(taken)
    const kept = await templates.named(type, 'killed_first')
    expect(kept?.status).toBe('APPROVED')
    expect(JSON.stringify(kept?.components)).toContain('your table is ready')
  })

  test('that a killed maker may have made is not made again while the list cannot be read', async () => {
    const key = { idempotencyKey: `unread-${type}` }
    const made = await makeAndKill('unread_list', key)
    await app.sim('/faults', { network: type, operation: 'listTemplates', fault: 'error500', times: 1 })
    expect(await templates.createAt(type, 'unread_list', key)).toMatchObject({ code: 'NETWORK_REFUSED' })
    const again = await templates.createAt(type, 'unread_list', key)
    expect(again).toMatchObject({ template: { id: made.template?.id, status: 'APPROVED' } })
  })

  test('is deleted at the network, keeps its row, and frees its name', async () => {
    const made = await templates.createAt(type, 'short_lived')
    await expect.poll(() => statusOf(type, 'short_lived'), patience).toBe('APPROVED')
    expect(await templates.delete(made.template?.id)).toMatchObject({ template: { status: 'DELETED' } })
    expect(await templates.delete(made.template?.id)).toMatchObject({ template: { status: 'DELETED' } })
    expect(await statusOf(type, 'short_lived')).toBeUndefined()
    expect(await templates.list(type, { status: ['DELETED'], search: 'short_lived' })).toHaveLength(1)
    expect(await templates.createAt(type, 'short_lived')).toMatchObject({ template: { status: 'PENDING' } })
  })
})

test('what the network refuses is told in its words, and leaves nothing behind', async () => {
  await app.sim('/faults', {
    network: 'WHATSAPP',
    operation: 'createTemplate',
    fault: 'expiredToken',
    times: 1,
  })
  const input = { idempotencyKey: 'refused-1' }
  expect(await templates.createAt('WHATSAPP', 'refused_once', input)).toMatchObject({
    __typename: 'NetworkRefusedError',
    reason: expect.stringContaining('AUTH_EXPIRED'),
  })
  expect(await statusOf('WHATSAPP', 'refused_once')).toBeUndefined()
  expect(await templates.createAt('WHATSAPP', 'refused_once', input)).toMatchObject({
    template: { status: 'PENDING' },
  })
})

test.each([
  ['a name with capitals', { name: 'Hello' }, 'name'],
  ['a language that is none', { language: 'english please' }, 'language'],
  ['an unknown category', { category: 'GREETING' }, 'category'],
  ['no body', { components: [] }, 'components'],
  ['a gap in its numbers', { components: [{ type: 'BODY', text: 'a {{2}} b' }] }, 'components.0.text'],
  [
    'a variable without example',
    { components: [{ type: 'BODY', text: 'a {{1}} b' }] },
    'components.0.example',
  ],
])('one with %s never reaches the network', async (_, more, path) => {
  expect(await templates.createAt('WHATSAPP', 'never_made', more)).toMatchObject({
    __typename: 'InvalidTemplateError',
    path: ['input', ...path.split('.')],
  })
})

test('networks that approve nothing say so', async () => {
  expect(await templates.createAt('TELEGRAM', 'hello')).toMatchObject({ code: 'UNSUPPORTED_ACTION' })
  expect(await templates.sync('LINE')).toMatchObject({ code: 'UNSUPPORTED_ACTION' })
})
