import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toGlobalId } from '../../src/schema/global-id.ts'
import { at, type Connection, type GraphReader, PAGE_INFO, startReader } from '../support/graph-reader.ts'
import type { Graph } from '../support/graph-rows.ts'

let graph: Graph
let write: GraphReader['write']
let read: GraphReader['read']
beforeAll(async () => {
  ;({ graph, write, read } = await startReader())
})
afterAll(async () => {
  await graph?.stop()
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
    const listed = await write.conversation(platform, { last_message_at: at(8) })
    for (const sequence of [1, 2, 3, 4]) await write.message(platform, listed, sequence)
    const variables = {
      filter: {
        conversationId: toGlobalId('Conversation', listed),
        direction: 'INBOUND',
        senderType: ['CUSTOMER'],
      },
    }
    const data = await read<{ messages: { nodes: { sequence: number }[] } }>(
      `query Q($filter: MessageFilter) { messages(first: 3, filter: $filter) { nodes { sequence } } }`,
      variables,
    )
    expect(data.messages.nodes.map(({ sequence }) => sequence)).toEqual([4, 3, 2])
  })
})
