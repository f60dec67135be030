import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type NodeType, toGlobalId } from '../../src/schema/global-id.ts'
import { at, type GraphReader, startReader } from '../support/graph-reader.ts'
import { type Answer, codeOf, type Graph, KEY_ID, makeWriter, type Tenant } from '../support/graph-rows.ts'

let graph: Graph
let ours: Tenant
let theirs: Tenant
let write: GraphReader['write']
let read: GraphReader['read']
beforeAll(async () => {
  ;({ graph, ours, theirs, write, read } = await startReader())
})
afterAll(async () => {
  await graph?.stop()
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
    const tenant = await graph.newTenant('lists')
    const writer = makeWriter(graph, tenant)
    const platform = await writer.platform()
    await graph.insert('members', { organization_id: tenant.organizationId, name: 'Bo' })
    await writer.row('personalities', { platform_id: platform, slug: 'default', name: 'D' })
    const conversation = await writer.conversation(platform, { customer_id: await writer.customer('Ann') })
    await writer.row('processing_tasks', { conversation_id: conversation, type: 'SUMMARY' })
    const data = await read(
      '{ personalities(isActive: false) { nodes { slug } } customers(first: 1) { nodes { name phone } } processingTasks(status: [QUEUED]) { nodes { type } } viewer { organization { members { nodes { name role projectRole } } } } }',
      {},
      tenant,
    )
    expect(data).toEqual({
      personalities: { nodes: [{ slug: 'default' }] },
      customers: { nodes: [{ name: 'Ann', phone: null }] },
      processingTasks: { nodes: [{ type: 'SUMMARY' }] },
      viewer: { organization: { members: { nodes: [{ name: 'Bo', role: null, projectRole: null }] } } },
    })
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
