import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { payloadBoundTo } from '../../src/domain/inbound/payload-binding.ts'
import { newId } from '../../src/infra/uuid.ts'
import { type NodeType, toGlobalId } from '../../src/schema/global-id.ts'
import {
  type Answer,
  codeOf,
  type Graph,
  KEY_ID,
  makeWriter,
  startGraph,
  type Tenant,
} from '../support/graph-rows.ts'

let graph: Graph
let ours: Tenant
let theirs: Tenant
let write: ReturnType<typeof makeWriter>
let writeTheirs: ReturnType<typeof makeWriter>

beforeAll(async () => {
  graph = await startGraph()
  ours = await graph.newTenant('ours')
  theirs = await graph.newTenant('theirs')
  write = makeWriter(graph, ours)
  writeTheirs = makeWriter(graph, theirs)
  await graph.insert('api_keys', {
    id: KEY_ID,
    project_id: ours.projectId,
    name: 'Test',
    prefix: 'pk_test',
    hash: Buffer.alloc(32),
    role: 'OWNER',
    scopes: ['*'],
  })
})
afterAll(async () => {
  await graph?.stop()
})

interface Connection<T> {
  edges: { cursor: string; node: T }[]
  pageInfo: {
    hasNextPage: boolean
    hasPreviousPage: boolean
    startCursor: string | null
    endCursor: string | null
  }
}

async function read<T>(query: string, variables: Record<string, unknown> = {}, tenant = ours): Promise<T> {
  const answer = await graph.ask(tenant, query, variables)
  expect(answer.errors).toBeUndefined()
  return answer.data as T
}

const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 8, minute))
const PAGE_INFO = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }'

describe('conversations', () => {
  let platform: string
  let other: string
  let customer: string
  let member: string
  const ids: string[] = []

  beforeAll(async () => {
    platform = await write.platform()
    other = await write.platform({ type: 'LINE' })
    customer = await write.customer('สมชาย ใจดี')
    member = await graph.insert('members', { organization_id: ours.organizationId, name: 'Agent' })
    // Pairs share their time, so that only the id tells their order.
    for (let n = 0; n < 6; n += 1)
      ids.push(
        await write.conversation(platform, { last_message_at: at(Math.floor(n / 2)), customer_id: customer }),
      )
    ids.push(
      await write.conversation(other, {
        last_message_at: at(9),
        tags: ['vip'],
        title: '50%_off',
        assignee_id: member,
        assignment_type: 'HUMAN',
      }),
    )
    await write.conversation(platform)
    for (const [n, id] of ids.entries())
      for (let sequence = 1; sequence <= 3; sequence += 1)
        await write.message(n === 6 ? other : platform, id, sequence, { ordered_at: at(sequence) })
    const foreign = await writeTheirs.platform()
    await writeTheirs.conversation(foreign, { last_message_at: at(30), title: 'สมชาย' })
  })

  const all = () => ids.toReversed().map((id) => toGlobalId('Conversation', id))
  const list = async (args: string, variables: Record<string, unknown> = {}) =>
    (
      await read<{ conversations: Connection<{ id: string }> }>(
        `query Q($filter: ConversationFilter, $cursor: String) { conversations(${args}) { edges { cursor node { id } } ${PAGE_INFO} } }`,
        variables,
      )
    ).conversations
  const idsOf = (connection: Connection<{ id: string }>) => connection.edges.map(({ node }) => node.id)

  test('come most recent message first, and without those that have none', async () => {
    const page = await list('first: 100')
    expect(idsOf(page)).toEqual(all())
    expect(page.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false })
  })

  test('page forward and backward over ties without gaps or repeats', async () => {
    const forward: string[] = []
    let page = await list('first: 2')
    for (;;) {
      forward.push(...idsOf(page))
      if (!page.pageInfo.hasNextPage) break
      page = await list('first: 2, after: $cursor', { cursor: page.pageInfo.endCursor })
      expect(page.pageInfo.hasPreviousPage).toBe(true)
    }
    expect(forward).toEqual(all())
    const backward: string[] = []
    page = await list('last: 3')
    for (;;) {
      backward.unshift(...idsOf(page))
      if (!page.pageInfo.hasPreviousPage) break
      page = await list('last: 3, before: $cursor', { cursor: page.pageInfo.startCursor })
      expect(page.pageInfo.hasNextPage).toBe(true)
    }
    expect(backward).toEqual(all())
    expect(idsOf(await list('first: 0'))).toEqual([])
  })

  test('refuse sizes and cursors that cannot be meant', async () => {
    const failing = async (args: string) =>
      codeOf(await graph.ask(ours, `{ conversations(${args}) { nodes { id } } }`))
    expect(await failing('first: 101')).toBe('PAGE_SIZE_INVALID')
    expect(await failing('last: 101')).toBe('PAGE_SIZE_INVALID')
    expect(await failing('first: -1')).toBe('PAGE_SIZE_INVALID')
    expect(await failing('first: 1, last: 1')).toBe('PAGE_SIZE_INVALID')
    const { endCursor } = (await list('first: 1')).pageInfo
    const foreign = await read<{ platforms: Connection<never> }>(`{ platforms { ${PAGE_INFO} } }`)
    for (const cursor of [
      '',
      'x',
      `${endCursor}=`,
      endCursor?.slice(1),
      foreign.platforms.pageInfo.endCursor,
      btoa('[1]'),
    ])
      expect(await failing(`after: ${JSON.stringify(cursor)}`)).toBe('BAD_CURSOR')
  })

  test('obey every filter', async () => {
    const [open, vip] = [all().slice(1), all().slice(0, 1)]
    const filtered = async (filter: Record<string, unknown>) =>
      idsOf(await list('filter: $filter', { filter }))
    expect(await filtered({ platformId: toGlobalId('Platform', platform) })).toEqual(open)
    expect(await filtered({ platformType: ['LINE', 'X'] })).toEqual(vip)
    expect(await filtered({ status: ['ACTIVE'] })).toEqual(all())
    expect(await filtered({ status: ['CLOSED', 'SNOOZED'] })).toEqual([])
    expect(await filtered({ status: [] })).toEqual([])
    expect(await filtered({ assignmentType: ['HUMAN'] })).toEqual(vip)
    expect(await filtered({ assigneeId: toGlobalId('Member', member) })).toEqual(vip)
    expect(await filtered({ unassigned: true })).toEqual(open)
    expect(await filtered({ unassigned: false })).toEqual(vip)
    expect(await filtered({ customerId: toGlobalId('Customer', customer) })).toEqual(open)
    expect(await filtered({ tag: 'vip' })).toEqual(vip)
    expect(await filtered({ tag: 'vi' })).toEqual([])
    expect(await filtered({ search: 'สมชาย' })).toEqual(open)
    expect(await filtered({ search: '%_OFF' })).toEqual(vip)
    expect(await filtered({ search: 'nul\u0000' })).toEqual([])
    expect(await filtered({ search: ' ', status: null })).toEqual(all())
    expect(await filtered({ status: ['ACTIVE'], tag: 'vip', search: 'off', unassigned: true })).toEqual([])
  })

  test('filtered by an id of nothing are none', async () => {
    const strangers = [
      toGlobalId('Platform', newId()),
      toGlobalId('Customer', customer),
      platform,
      'garbage',
      `${toGlobalId('Platform', platform)} `,
    ]
    for (const platformId of strangers)
      expect(idsOf(await list('filter: $filter', { filter: { platformId } }))).toEqual([])
  })

  test('are read in a fixed number of statements with all that hangs on them', async () => {
    const query = (first: number) => `{ conversations(first: ${first}) { edges { node {
      customer { name } platform { type name } assignee { name }
      messages(last: 2) { edges { node { content sender { name type } attachments { id } reactions { emoji } } } } } } } }`
    graph.statements.length = 0
    const page = await read<{
      conversations: Connection<{ messages: Connection<{ content: string }>; assignee: object }>
    }>(query(7))
    expect(graph.statements.length).toBe(7)
    const [first] = page.conversations.edges
    expect(first?.node.assignee).toEqual({ name: 'Agent' })
    expect(first?.node.messages.edges.map(({ node }) => node.content)).toEqual(['message 2', 'message 3'])
    graph.statements.length = 0
    await read(query(2))
    expect(graph.statements.length).toBe(7)
  })

  test('hang on platforms and customers alike', async () => {
    const data = await read<{
      platform: { conversations: Connection<{ id: string }> }
      customer: { conversations: Connection<{ id: string }> }
    }>(
      `query Q($platform: ID!, $customer: ID!) {
        platform: node(id: $platform) { ... on Platform { conversations(first: 2, filter: { status: [ACTIVE] }) { edges { node { id } } } } }
        customer: node(id: $customer) { ... on Customer { conversations(last: 1) { edges { node { id } } } } }
      }`,
      { platform: toGlobalId('Platform', platform), customer: toGlobalId('Customer', customer) },
    )
    expect(idsOf(data.platform.conversations)).toEqual(all().slice(1, 3))
    expect(idsOf(data.customer.conversations)).toEqual(all().slice(-1))
  })

  test('of another project do not exist', async () => {
    const [mine] = all()
    const theirView = await graph.ask(
      theirs,
      `query Q($id: ID!) { node(id: $id) { id } conversations { nodes { title } } }`,
      { id: mine },
    )
    expect(theirView.data).toEqual({ node: null, conversations: { nodes: [{ title: 'สมชาย' }] } })
  })
})

describe('messages', () => {
  let platform: string
  let conversation: string
  const ids: string[] = []

  beforeAll(async () => {
    platform = await write.platform({ type: 'WHATSAPP' })
    conversation = await write.conversation(platform, { last_message_at: at(5) })
    // Stored in another order than they were written; the last two at the same moment.
    for (const [sequence, minute] of [3, 1, 5, 5].entries())
      ids.push(await write.message(platform, conversation, sequence + 1, { ordered_at: at(minute) }))
  })

  const page = async (args: string, variables: Record<string, unknown> = {}) => {
    const data = await read<{ node: { messages: Connection<{ sequence: number }> } }>(
      `query Q($id: ID!, $cursor: String) { node(id: $id) { ... on Conversation {
        messages(${args}) { edges { cursor node { sequence } } ${PAGE_INFO} } } } }`,
      { id: toGlobalId('Conversation', conversation), ...variables },
    )
    return data.node.messages
  }
  const sequences = (connection: Connection<{ sequence: number }>) =>
    connection.edges.map(({ node }) => node.sequence)

  test('are ordered by platform time, then by sequence', async () => {
    expect(sequences(await page('first: 10'))).toEqual([2, 1, 3, 4])
    const last = await page('last: 2')
    expect([sequences(last), last.pageInfo.hasPreviousPage, last.pageInfo.hasNextPage]).toEqual([
      [3, 4],
      true,
      false,
    ])
    const earlier = await page('before: $cursor', { cursor: last.pageInfo.startCursor })
    expect([sequences(earlier), earlier.pageInfo.hasPreviousPage, earlier.pageInfo.hasNextPage]).toEqual([
      [2, 1],
      false,
      true,
    ])
    const later = await page('first: 1, after: $cursor', { cursor: earlier.pageInfo.endCursor })
    expect([sequences(later), later.pageInfo.hasNextPage]).toEqual([[3], true])
  })

  test('know what they answer, what came with them and what was reacted', async () => {
    const [target = ''] = ids
    await write.row('message_refs', { platform_id: platform, external_id: 'wamid.1', message_id: target })
    const byName = await write.message(platform, conversation, 5, { reply_to_external_id: 'wamid.1' })
    const byId = await write.message(platform, conversation, 6, {
      reply_to_id: target,
      reply_to_external_id: 'unknown',
    })
    const unknown = await write.message(platform, conversation, 7, { reply_to_external_id: 'wamid.404' })
    const file = { message_id: target, type: 'IMAGE', url: 'https://cdn.example.com/a.jpg' }
    await write.row('attachments', { ...file, position: 1, state: 'EXPIRED' })
    await write.row('attachments', { ...file, position: 0, state: 'EXTERNAL', size: 3_000_000_000 })
    const reaction = { message_id: target, sender_type: 'CUSTOMER', at: at(1) }
    await write.row('reactions', { ...reaction, sender_key: 'a', emojis: ['👍', '🎉'], sender_name: 'Ann' })
    await write.row('reactions', { ...reaction, sender_key: 'b', emojis: [] })
    const data = await read<Record<string, unknown>>(
      `query Q($ids: [ID!]!, $target: ID!) {
        nodes(ids: $ids) { ... on Message { replyTo { id } } }
        node(id: $target) { ... on Message { attachments { url size state } reactions { emoji at sender { name type } } replyTo { id } } }
      }`,
      {
        ids: [byName, byId, unknown].map((id) => toGlobalId('Message', id)),
        target: toGlobalId('Message', target),
      },
    )
    const answered = { replyTo: { id: toGlobalId('Message', target) } }
    expect(data.nodes).toEqual([answered, answered, { replyTo: null }])
    const sender = { name: 'Ann', type: 'CUSTOMER' }
    expect(data.node).toEqual({
      attachments: [
        { url: 'https://cdn.example.com/a.jpg', size: null, state: 'EXTERNAL' },
        { url: null, size: null, state: 'EXPIRED' },
      ],
      reactions: [
        { emoji: '👍', at: at(1).toISOString(), sender },
        { emoji: '🎉', at: at(1).toISOString(), sender },
      ],
      replyTo: null,
    })
  })

  test('carry the steps of the AI with typed results', async () => {
    const message_id = ids[1]
    const done = {
      conversation_id: conversation,
      message_id,
      status: 'COMPLETED',
      started_at: at(0),
      completed_at: at(1),
      engine: 'RULES',
    }
    await write.row('processing_tasks', {
      ...done,
      type: 'AI_RESPONSE',
      result: { text: 'Hello', confidence: 0.9 },
      cost_micros: 1500,
    })
    await write.row('processing_tasks', {
      ...done,
      type: 'INTENT_ANALYSIS',
      result: { intents: [{ name: 'order', confidence: 0.8 }, 'greeting', 7] },
    })
    await write.row('processing_tasks', { conversation_id: conversation, message_id, type: 'SUMMARY' })
    const data = await read<{ node: { tasks: unknown } }>(
      `query Q($id: ID!) { node(id: $id) { ... on Message { tasks { type status duration cost result {
        __typename ... on AnswerResult { text confidence escalated template } ... on IntentResult { intents { name confidence } language } } } } } }`,
      { id: toGlobalId('Message', message_id ?? '') },
    )
    expect(data.node.tasks).toEqual([
      {
        type: 'AI_RESPONSE',
        status: 'COMPLETED',
        duration: 60,
        cost: 0.0015,
        result: {
          __typename: 'AnswerResult',
          text: 'Hello',
          confidence: 0.9,
          escalated: false,
          template: null,
        },
      },
      {
        type: 'INTENT_ANALYSIS',
        status: 'COMPLETED',
        duration: 60,
        cost: null,
        result: {
          __typename: 'IntentResult',
          intents: [
            { name: 'order', confidence: 0.8 },
            { name: 'greeting', confidence: null },
          ],
          language: null,
        },
      },
      { type: 'SUMMARY', status: 'QUEUED', duration: null, cost: null, result: null },
    ])
  })

  test('are listed over all conversations', async () => {
    const variables = {
      filter: {
        conversationId: toGlobalId('Conversation', conversation),
        direction: 'INBOUND',
        senderType: ['CUSTOMER'],
      },
    }
    const data = await read<{ messages: { nodes: { sequence: number }[] } }>(
      `query Q($filter: MessageFilter) { messages(first: 3, filter: $filter) { nodes { sequence } } }`,
      variables,
    )
    expect(data.messages.nodes.map(({ sequence }) => sequence)).toEqual([7, 6, 5])
  })
})

describe('nodes', () => {
  test('of every type are found by their id in their project alone', async () => {
    const platform = await write.platform()
    const customer = await write.customer('Ann')
    const conversation = await write.conversation(platform, { customer_id: customer })
    const message = await write.message(platform, conversation, 1)
    const ids: [NodeType, string][] = [
      ['Organization', ours.organizationId],
      ['Project', ours.projectId],
      ['Member', await graph.insert('members', { organization_id: ours.organizationId, name: 'Bo' })],
      ['ApiKey', KEY_ID],
      ['Team', await write.row('teams', { name: 'Desk' })],
      [
        'Invitation',
        await write.row('invitations', {
          organization_id: ours.organizationId,
          reach: 'PROJECT',
          role: 'AGENT',
          token_hash: Buffer.alloc(32),
          invited_by: 'Bo',
          expires_at: at(0),
        }),
      ],
      [
        'AuditEntry',
        await write.row('audit_entries', {
          actor_kind: 'API_KEY',
          actor_name: 'Test',
          action: 'sendMessage',
          difference: {},
          request_id: 'request',
        }),
      ],
      ['PlatformApp', await write.row('platform_apps', { type: 'FACEBOOK', app_id: '1' })],
      ['Platform', platform],
      ['Webhook', await write.row('webhooks', { platform_id: platform })],
      [
        'Personality',
        await write.row('personalities', { platform_id: platform, slug: 'default', name: 'D' }),
      ],
      ['PlatformMetric', await write.row('platform_metrics', { platform_id: platform, date: '2026-11-21' })],
      ['Customer', customer],
      [
        'CustomerIdentity',
        await write.row('customer_identities', {
          platform_id: platform,
          customer_id: customer,
          external_id: '1',
        }),
      ],
      ['Conversation', conversation],
      ['Message', message],
      ['Attachment', await write.row('attachments', { message_id: message, position: 0, type: 'FILE' })],
      [
        'ProcessingTask',
        await write.row('processing_tasks', { conversation_id: conversation, type: 'SUMMARY' }),
      ],
      ['InboundEvent', await write.event(platform)],
    ]
    const query = 'query Q($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }'
    const variables = { ids: ids.map(([type, id]) => toGlobalId(type, id)) }
    const expected = ids.map(([type, id]) => ({ __typename: type, id: toGlobalId(type, id) }))
    expect((await read<{ nodes: unknown }>(query, variables)).nodes).toEqual(expected)
    const seenByOthers = (await read<{ nodes: unknown[] }>(query, variables, theirs)).nodes
    expect(seenByOthers).toEqual(ids.map(() => null))
  })

  test('are null for ids that name nothing', async () => {
    const platform = await write.platform()
    const good = toGlobalId('Platform', platform)
    const ids = [
      '',
      'x',
      platform,
      good.slice(0, -1),
      `${good}\n`,
      toGlobalId('Message', platform),
      btoa(`Query:${platform}`),
      btoa(`Platform:${platform.toUpperCase()}`),
      btoa('Platform:1'),
      '💥',
    ]
    const { nodes } = await read<{ nodes: unknown[] }>('query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids,
    })
    expect(nodes).toEqual(ids.map(() => null))
    const many = { ids: Array.from({ length: 101 }, () => good) }
    expect(codeOf(await graph.ask(ours, 'query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }', many))).toBe(
      'PAGE_SIZE_INVALID',
    )
  })
})

describe('the viewer and platforms', () => {
  test('know who asks', async () => {
    const data = await read<{ viewer: unknown }>(
      '{ viewer { apiKey { name prefix scopes } member { name } project { name timeZone organization { slug } } } changeCursor }',
    )
    expect(data).toEqual({
      viewer: {
        apiKey: { name: 'Test', prefix: 'pk_test', scopes: ['*'] },
        member: null,
        project: { name: 'ours', timeZone: 'Asia/Bangkok', organization: { slug: 'ours' } },
      },
      changeCursor: Buffer.from('c:7').toString('base64url'),
    })
  })

  test('tell what they can do and where their webhook is', async () => {
    const tenant = await graph.newTenant('platforms')
    const writer = makeWriter(graph, tenant)
    const telegram = await writer.platform()
    await writer.platform({ type: 'X', is_active: false, connection_status: 'ERROR' })
    await writer.row('webhooks', {
      platform_id: telegram,
      received_count: 5_000_000_000,
      total_answer_ms: 1e10,
    })
    await writer.row('personalities', {
      platform_id: telegram,
      slug: 'default',
      name: 'D',
      is_default: true,
      traits: { tone: 'friendly' },
    })
    const query = `query Q($filter: PlatformFilter) { platforms(filter: $filter) { nodes { type capabilities { inbound edits messageEdits maxTextLength }
      webhook { url receivedCount averageAnswerTime } personalities { nodes { isDefault traits { tone formality } platform { type } } } } } }`
    const { platforms } = await read<{ platforms: { nodes: unknown[] } }>(query, {}, tenant)
    expect(platforms.nodes).toEqual([
      {
        type: 'TELEGRAM',
        capabilities: { inbound: true, edits: true, messageEdits: true, maxTextLength: 4096 },
        webhook: {
          url: `https://hub.example.com/webhooks/telegram/${telegram}`,
          receivedCount: 5_000_000_000,
          averageAnswerTime: 2,
        },
        personalities: {
          nodes: [
            {
              isDefault: true,
              traits: { tone: 'friendly', formality: null },
              platform: { type: 'TELEGRAM' },
            },
          ],
        },
      },
      {
        type: 'X',
        capabilities: { inbound: false, edits: false, messageEdits: false, maxTextLength: 0 },
        webhook: null,
        personalities: { nodes: [] },
      },
    ])
    for (const filter of [
      { type: ['X'] },
      { isActive: false },
      { connectionStatus: ['ERROR', 'SUSPENDED'] },
    ]) {
      const found = await read<{ platforms: { nodes: { type: string }[] } }>(query, { filter }, tenant)
      expect(found.platforms.nodes.map(({ type }) => type)).toEqual(['X'])
    }
  })

  test('list members, personalities, customers and tasks', async () => {
    const data = await read<Record<string, { nodes?: unknown[] }>>(
      '{ personalities(isActive: false) { nodes { slug } } customers(first: 1) { nodes { name phone } } processingTasks(status: [QUEUED]) { nodes { type } } viewer { organization { members { nodes { name role projectRole } } } } }',
    )
    expect(data.personalities?.nodes).toEqual([{ slug: 'default' }])
    expect(data.customers?.nodes).toEqual([{ name: 'Ann', phone: null }])
    expect(data.processingTasks?.nodes?.length).toBeGreaterThan(0)
    expect(JSON.stringify(data.viewer)).toContain('"role":null,"projectRole":null')
  })
})

describe('metrics', () => {
  let platform: string
  beforeAll(async () => {
    platform = await write.platform()
    const counts = { platform_id: platform, total_messages: 3, response_count: 2, response_seconds: 30 }
    for (const date of ['2026-11-19', '2026-11-20', '2026-11-21'])
      await write.row('platform_metrics', { ...counts, date })
    for (const hour of [0, 7, 23])
      await write.row('platform_metrics', { ...counts, date: '2026-11-21', hour, response_count: 0 })
  })
  const metrics = (args: string) =>
    graph.ask(
      ours,
      `query Q($id: ID!) { node(id: $id) { ... on Platform { metrics(${args}) { at granularity totalMessages averageResponseTime } } } }`,
      { id: toGlobalId('Platform', platform) },
    )
  const starts = (answer: Answer) => {
    expect(answer.errors).toBeUndefined()
    return (answer.data as unknown as { node: { metrics: { at: string }[] } }).node.metrics.map(
      (metric) => metric.at,
    )
  }

  test('begin at the midnight and the hours of the project, given in UTC', async () => {
    const days = await metrics('from: "2026-11-20T00:00:00+07:00", to: "2026-11-22T00:00:00+07:00"')
    expect(starts(days)).toEqual(['2026-11-19T17:00:00.000Z', '2026-11-20T17:00:00.000Z'])
    expect(JSON.stringify(days.data)).toContain('"averageResponseTime":15')
    const hours = await metrics('granularity: HOUR, from: "2026-11-20T17:30:00Z", to: "2026-11-21T16:00:00Z"')
    expect(starts(hours)).toEqual(['2026-11-20T17:00:00.000Z', '2026-11-21T00:00:00.000Z'])
    expect(JSON.stringify(hours.data)).toContain('"averageResponseTime":null')
  })

  test('refuse spans that are turned around or too long', async () => {
    expect(
      codeOf(await metrics('granularity: HOUR, from: "2026-01-01T00:00:00Z", to: "2026-02-15T00:00:00Z"')),
    ).toBe('RANGE_TOO_LARGE')
    expect(codeOf(await metrics('from: "2020-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z"'))).toBe(
      'RANGE_TOO_LARGE',
    )
    expect(codeOf(await metrics('from: "2026-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z"'))).toBe(
      'RANGE_INVALID',
    )
  })

  test('refuse what is no moment', async () => {
    for (const wrong of [
      '"2026-02-30T00:00:00Z"',
      '"2026-01-01"',
      '"2026-01-01T00:00:00"',
      '"2026-01-01T24:00:00Z"',
      '"0000-01-01T00:00:00Z"',
      '1767225600',
      '"2026-01-01T00:00:00+0700"',
    ])
      expect((await metrics(`from: ${wrong}, to: "2026-03-03T00:00:00Z"`)).errors).toHaveLength(1)
  })
})

describe('inbound events', () => {
  let platform: string
  const ids: string[] = []

  beforeAll(async () => {
    platform = await write.platform()
    const sealed = newId()
    const payload = graph.vault.sealJson({ text: 'สวัสดี' }, payloadBoundTo(sealed))
    ids.push(await write.event(platform, { id: sealed, dedupe_key: 'twice', payload_encrypted: payload }))
    await write.row('inbound_keys', {
      platform_id: platform,
      dedupe_key: 'twice',
      event_id: sealed,
      delivery_count: 2,
      first_delivered_at: at(0),
      last_delivered_at: at(1),
    })
    ids.push(await write.event(platform, { status: 'PENDING', result: null, kind: 'pending' }))
    ids.push(
      await write.event(platform, { status: 'FAILED', result: 'FAILED', error: 'broken', kind: 'status' }),
    )
  })
  const list = async (filter: Record<string, unknown>) => {
    const variables = { filter: { platformId: toGlobalId('Platform', platform), ...filter } }
    const data = await read<{ inboundEvents: { nodes: { id: string }[] } }>(
      'query Q($filter: InboundEventFilter) { inboundEvents(filter: $filter) { nodes { id } } }',
      variables,
    )
    return data.inboundEvents.nodes.map(({ id }) => id)
  }
  const global = (...positions: number[]) => positions.map((n) => toGlobalId('InboundEvent', ids[n] ?? ''))

  test('tell how often they came and what was in them', async () => {
    const variables = { ids: global(0, 1) }
    const query =
      'query Q($ids: [ID!]!) { nodes(ids: $ids) { ... on InboundEvent { deliveryCount payload bodySha256 result } } }'
    graph.statements.length = 0
    expect((await read<{ nodes: unknown }>(query, variables)).nodes).toEqual([
      { deliveryCount: 2, payload: { text: 'สวัสดี' }, bodySha256: '07'.repeat(32), result: 'APPLIED' },
      { deliveryCount: 1, payload: null, bodySha256: '07'.repeat(32), result: null },
    ])
    expect(graph.statements.length).toBe(2)
  })

  test('are most recent first and obey every filter', async () => {
    expect(await list({})).toEqual(global(2, 1, 0))
    expect(await list({ status: ['FAILED'] })).toEqual(global(2))
    expect(await list({ status: ['FAILED', 'PENDING'] })).toEqual(global(2, 1))
    expect(await list({ kind: ['message', 'pending'] })).toEqual(global(1, 0))
    expect(await list({ receivedAfter: new Date(Date.now() - 60_000).toISOString() })).toEqual(
      global(2, 1, 0),
    )
    expect(await list({ receivedBefore: new Date(Date.now() - 60_000).toISOString() })).toEqual([])
    expect(await list({ platformId: toGlobalId('Platform', newId()) })).toEqual([])
  })

  const replay = async (filter: Record<string, unknown>) => {
    graph.queued.length = 0
    const data = await read<{ replayInboundEvents: Record<string, unknown> }>(
      `mutation M($input: ReplayInboundEventsInput!) { replayInboundEvents(input: $input) {
        __typename ... on ReplayInboundEventsPayload { count continueAfter } ... on UserError { code message path } } }`,
      { input: { filter, idempotencyKey: 'once' } },
    )
    return data.replayInboundEvents
  }

  test('are replayed where there is something to replay', async () => {
    const platformId = toGlobalId('Platform', platform)
    expect(await replay({ platformId })).toEqual({
      __typename: 'ReplayInboundEventsPayload',
      count: 1,
      continueAfter: null,
    })
    expect(graph.queued).toEqual([{ projectId: ours.projectId, eventIds: [ids[0]], replay: true }])
    expect(await replay({ platformId: 'garbage' })).toMatchObject({ count: 0 })
    expect(graph.queued).toEqual([])
  })

  test('of a platform that is switched off stay ignored until it is on again', async () => {
    const off = await write.platform({ is_active: false })
    const event = await write.event(off, {
      status: 'IGNORED',
      result: 'SWITCHED_OFF',
      payload_encrypted: Buffer.from('x'),
    })
    const platformId = toGlobalId('Platform', off)
    expect(await replay({ platformId })).toMatchObject({ count: 0 })
    await graph.owner.query('UPDATE platforms SET is_active = true WHERE id = $1', [off])
    expect(await replay({ platformId })).toMatchObject({ count: 1 })
    expect(graph.queued[0]?.eventIds).toEqual([event])
  })

  test('are replayed in jobs of 500 and 10,000 at a time', async () => {
    const busy = await write.platform()
    await graph.owner.query(
      `INSERT INTO inbound_events (project_id, id, platform_id, dedupe_key, status, result, payload_encrypted, body_sha256, received_at)
       SELECT $1, overlay(uuid_v7_floor(now())::text placing lpad(to_hex(n), 12, '0') from 25)::uuid, $2, n::text, 'PROCESSED', 'APPLIED', 'x', $3, now()
       FROM generate_series(1, 10001) AS n`,
      [ours.projectId, busy, Buffer.alloc(32)],
    )
    const answer = await replay({ platformId: toGlobalId('Platform', busy) })
    expect(answer).toMatchObject({ count: 10_000, continueAfter: expect.any(String) })
    expect(graph.queued).toHaveLength(20)
    expect(new Set(graph.queued.flatMap(({ eventIds }) => eventIds)).size).toBe(10_000)
  })

  test('cannot be replayed for a span that ends before it begins', async () => {
    const filter = { receivedAfter: at(2).toISOString(), receivedBefore: at(1).toISOString() }
    expect(await replay(filter)).toMatchObject({
      __typename: 'InvalidInputError',
      code: 'INVALID_INPUT',
      path: ['input', 'filter', 'receivedBefore'],
    })
    expect(graph.queued).toEqual([])
  })
})
