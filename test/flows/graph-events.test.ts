import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { payloadBoundTo } from '../../src/domain/inbound/payload-binding.ts'
import { newId } from '../../src/infra/uuid.ts'
import { toGlobalId } from '../../src/schema/global-id.ts'
import { at, type GraphReader, startReader } from '../support/graph-reader.ts'
import type { Graph, Tenant } from '../support/graph-rows.ts'

let graph: Graph
let ours: Tenant
let write: GraphReader['write']
let read: GraphReader['read']
beforeAll(async () => {
  ;({ graph, ours, write, read } = await startReader())
})
afterAll(async () => {
  await graph?.stop()
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
