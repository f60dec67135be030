import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../src/infra/uuid.ts'
import { toGlobalId } from '../../src/schema/global-id.ts'
import { at, type Connection, type GraphReader, PAGE_INFO, startReader } from '../support/graph-reader.ts'
import { codeOf, type Graph, type Tenant } from '../support/graph-rows.ts'

let graph: Graph
let ours: Tenant
let theirs: Tenant
let write: GraphReader['write']
let writeTheirs: GraphReader['write']
let read: GraphReader['read']
beforeAll(async () => {
  ;({ graph, ours, theirs, write, writeTheirs, read } = await startReader())
})
afterAll(async () => {
  await graph?.stop()
})

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
