import type { ExecutionResult } from 'graphql'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type {
  ChangeKind,
  Changes,
  FeedFilter,
  FeedItem,
  LoggedChange,
} from '../../src/domain/changes/change.ts'
import { newId } from '../../src/infra/uuid.ts'
import { toGlobalId } from '../../src/schema/global-id.ts'
import { codeOf, type Graph, makeWriter, startGraph, type Tenant } from '../support/graph-rows.ts'

let graph: Graph
let ours: Tenant
let theirs: Tenant
let write: ReturnType<typeof makeWriter>
let platform: string
let conversation: string
let message: string

beforeAll(async () => {
  graph = await startGraph()
  ours = await graph.newTenant('ours')
  theirs = await graph.newTenant('theirs')
  write = makeWriter(graph, ours)
  platform = await write.platform()
  conversation = await write.conversation(platform)
  message = await write.message(platform, conversation, 1)
})
afterAll(async () => {
  await graph?.stop()
})

/** A source that says what it is told to, and waits for ever when there is nothing more. */
class Source<Item> implements AsyncIterableIterator<Item> {
  closed = 0
  readonly #items: Item[]
  #finish: ((result: IteratorResult<Item>) => void) | undefined

  constructor(items: Item[]) {
    this.#items = items
  }

  next(): Promise<IteratorResult<Item>> {
    const value = this.#items.shift()
    if (value !== undefined) return Promise.resolve({ done: false, value })
    return new Promise((resolve) => {
      this.#finish = resolve
    })
  }

  return(): Promise<IteratorResult<Item>> {
    this.closed += 1
    this.#finish?.({ done: true, value: undefined })
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator]() {
    return this
  }
}

let asked: { projectId: string; position?: number | null; filter: FeedFilter }[] = []
let source: Source<LoggedChange> | Source<FeedItem>
const open: AsyncGenerator<ExecutionResult>[] = []

afterEach(async () => {
  asked = []
  for (const stream of open.splice(0)) await stream.return(undefined)
})

function saying(items: FeedItem[]): Changes {
  const changes = items.flatMap((item) => (item.type === 'change' ? [item.change] : []))
  return {
    position: async () => 41,
    live: (projectId, filter) => {
      asked.push({ projectId, filter })
      const live = new Source(changes)
      source = live
      return live
    },
    after: (projectId, position, filter) => {
      asked.push({ projectId, position, filter })
      const all = new Source([...items])
      source = all
      return all
    },
  }
}

let position = 100
function change(kind: ChangeKind, subjectId: string): FeedItem {
  position += 1
  return {
    type: 'change',
    change: { position, kind, subjectId, platformId: platform, conversationId: conversation },
  }
}

async function follow(
  query: string,
  items: FeedItem[],
  variables: Record<string, unknown> = {},
  tenant = ours,
) {
  const stream = await graph.follow(tenant, saying(items), query, variables)
  if (!(Symbol.asyncIterator in stream)) return { failed: stream, next: async () => undefined }
  open.push(stream as AsyncGenerator<ExecutionResult>)
  const next = async () => {
    const { value } = await stream.next()
    const { data, errors } = (value ?? {}) as ExecutionResult
    expect(errors).toBeUndefined()
    return data as unknown
  }
  return { failed: undefined, next, stream: stream as AsyncGenerator<ExecutionResult> }
}

const cursor = (at: number) => Buffer.from(`c:${at}`).toString('base64url')

describe('the single kinds', () => {
  test('push their nodes as of now and skip other changes and what vanished', async () => {
    const items = [
      change('MESSAGE_UPDATED', message),
      change('MESSAGE_ADDED', newId()),
      change('MESSAGE_ADDED', message),
      change('CONVERSATION_UPDATED', conversation),
      change('MESSAGE_ADDED', message),
    ]
    const { next } = await follow('subscription { messageReceived { content conversation { id } } }', items)
    const thread = { id: toGlobalId('Conversation', conversation) }
    expect(await next()).toEqual({ messageReceived: { content: 'message 1', conversation: thread } })
    await graph.owner.query(`UPDATE messages SET content = 'edited' WHERE id = $1`, [message])
    expect(await next()).toEqual({ messageReceived: { content: 'edited', conversation: thread } })
    expect(asked).toEqual([{ projectId: ours.projectId, filter: {} }])
  })

  test('each listen for their own', async () => {
    const items = [
      change('MESSAGE_ADDED', message),
      change('MESSAGE_UPDATED', message),
      change('CONVERSATION_UPDATED', conversation),
    ]
    const updated = await follow('subscription { messageUpdated { sequence } }', items)
    expect(await updated.next()).toEqual({ messageUpdated: { sequence: 1 } })
    const changed = await follow('subscription { conversationUpdated { externalId } }', items)
    expect(await changed.next()).toEqual({ conversationUpdated: { externalId: expect.any(String) } })
  })

  test('stop their source when they are stopped, even while it is silent', async () => {
    const { stream } = await follow('subscription { messageReceived { id } }', [])
    const waiting = stream?.next()
    await stream?.return(undefined)
    expect(source.closed).toBeGreaterThan(0)
    expect(await waiting).toEqual({ done: true, value: undefined })
  })
})

describe('a subscription', () => {
  const scoped =
    'subscription S($platform: ID, $conversation: ID) { messageReceived(platformId: $platform, conversationId: $conversation) { id } }'

  test('is narrowed to what its arguments name', async () => {
    const variables = {
      platform: toGlobalId('Platform', platform),
      conversation: toGlobalId('Conversation', conversation),
    }
    await follow(scoped, [], variables)
    expect(asked).toEqual([
      { projectId: ours.projectId, filter: { platformId: platform, conversationId: conversation } },
    ])
  })

  test('to what is not in the project fails before it starts', async () => {
    const strangers = [
      { platform: toGlobalId('Platform', newId()) },
      { platform: toGlobalId('Conversation', conversation) },
      { conversation: 'garbage' },
      { conversation: conversation },
    ]
    for (const variables of strangers)
      expect(codeOf((await follow(scoped, [], variables)).failed ?? {})).toBe('NOT_FOUND')
    const ofOthers = await follow(scoped, [], { platform: toGlobalId('Platform', platform) }, theirs)
    expect(codeOf(ofOthers.failed ?? {})).toBe('NOT_FOUND')
    expect(asked).toEqual([])
  })
})

describe('events', () => {
  const query = `subscription E($after: String) { events(after: $after) { __typename
    ... on MessageAdded { cursor message { sequence } } ... on MessageUpdated { cursor message { sequence } }
    ... on ConversationUpdated { cursor conversation { type } } ... on PlatformUpdated { cursor platform { type } }
    ... on TaskUpdated { cursor task { type } } ... on Checkpoint { cursor } ... on Gap { cursor reason } } }`

  test('tell every change with the cursor to go on from', async () => {
    const task = await write.row('processing_tasks', { conversation_id: conversation, type: 'SUMMARY' })
    position = 200
    const { next } = await follow(query, [
      { type: 'gap', position: 200, reason: 'gone' },
      { type: 'checkpoint', position: 200 },
      change('MESSAGE_ADDED', message),
      change('MESSAGE_UPDATED', message),
      change('TASK_UPDATED', newId()),
      change('CONVERSATION_UPDATED', conversation),
      change('PLATFORM_UPDATED', platform),
      change('TASK_UPDATED', task),
    ])
    const told = []
    for (let n = 0; n < 7; n += 1) told.push((await next()) as unknown)
    expect(told.map((data) => (data as { events: unknown }).events)).toEqual([
      { __typename: 'Gap', cursor: cursor(200), reason: 'gone' },
      { __typename: 'Checkpoint', cursor: cursor(200) },
      { __typename: 'MessageAdded', cursor: cursor(201), message: { sequence: 1 } },
      { __typename: 'MessageUpdated', cursor: cursor(202), message: { sequence: 1 } },
      { __typename: 'ConversationUpdated', cursor: cursor(204), conversation: { type: 'PRIVATE' } },
      { __typename: 'PlatformUpdated', cursor: cursor(205), platform: { type: 'TELEGRAM' } },
      { __typename: 'TaskUpdated', cursor: cursor(206), task: { type: 'SUMMARY' } },
    ])
  })

  test('go on from a cursor, or from now', async () => {
    await follow(query, [], { after: cursor(41) })
    await follow(query, [], { after: null })
    expect(asked.map((one) => one.position)).toEqual([41, null])
  })

  test('refuse what is no cursor', async () => {
    for (const after of [
      '',
      'x',
      '41',
      cursor(-1),
      `${cursor(1)}=`,
      btoa('c:01'),
      Buffer.from('c:9999999999999999').toString('base64url'),
    ])
      expect(codeOf((await follow(query, [], { after })).failed ?? {})).toBe('BAD_CURSOR')
  })
})
