import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toGlobalId } from '../../src/schema/global-id.ts'
import { COMMENTED, type Comment, Commenter } from '../support/commenter.ts'
import { ON_ITS_WAY, type Sent, text } from '../support/sender.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'
import { found } from '../support/wait.ts'

let app: TestApp
let commenter: Commenter
beforeAll(async () => {
  app = await startTestApp({}, { simulated: true })
  commenter = new Commenter(app)
})
afterAll(async () => {
  await app?.stop()
})

/** Where echoes carry no reference, one under a name that nobody knows yet is known only once the answer told it. */
const echoAfterAnswer = (network: string) =>
  app.sim('/faults', { network, fault: 'delay', operation: 'echo', times: 1, delayMs: 3000 })

const reply = ({ id: messageId }: Pick<Comment, 'id'>, content: object, more: object = {}): Promise<Sent> =>
  commenter.sender.mutate('replyPrivately', { messageId, content, ...more })

interface Linked {
  conversation: { id: string; type: string; externalId: string; messages: { edges: object[] } }
  privateReplyTo: { id: string; privateReply: { id: string } | null } | null
}

async function linked({ message }: Sent): Promise<Linked> {
  const { node } = await app.query<{ node: Linked }>(
    `query ($id: ID!) { node(id: $id) { ... on Message {
       conversation { id type externalId messages(last: 20) { edges { node { id content direction } } } }
       privateReplyTo { id privateReply { id } } } } }`,
    { id: message?.id },
  )
  return node
}

/** The customer writes in private; returns the conversation that it lands in. */
async function writes(type: string, customer: string, words: string): Promise<string> {
  const account = app.platform(type).externalId
  await app.sim(`/customers/${type}/${customer}/messages`, { account, text: words })
  const find = async () =>
    (
      await app.rows<{ conversation_id: string }>(
        `SELECT conversation_id FROM messages WHERE content = '${words}' AND platform_id = '${app.platform(type).uuid}'`,
      )
    )[0]?.conversation_id
  return toGlobalId('Conversation', await found(find, { what: 'what was written in private' }))
}

describe.each(COMMENTED)('a comment on %s', (type) => {
  test('is answered in private, and what its author writes then comes to the same conversation', async () => {
    const comment = await commenter.comment(type, 'สนใจค่ะ ราคาเท่าไหร่')
    const sent = await reply(comment, text('สวัสดีค่ะ ราคา 390 บาทค่ะ'))
    expect(sent).toMatchObject({ __typename: 'ReplyPrivatelyPayload' })
    const { attempts } = await commenter.sender.becomes(sent, ON_ITS_WAY)
    expect(attempts).toMatchObject([{ kind: 'SEND', outcome: 'ACCEPTED' }])
    await commenter.sender.quiet()
    const { conversation, privateReplyTo } = await linked(sent)
    expect(conversation).toMatchObject({ type: 'PRIVATE', externalId: comment.customer })
    expect(privateReplyTo).toEqual({ id: comment.id, privateReply: { id: sent.message?.id } })
    expect(conversation.messages.edges).toHaveLength(1)
    expect(await writes(type, comment.customer, `เอาสองตัวค่ะ ${comment.externalId}`)).toBe(conversation.id)
    const thanks = await commenter.sender.send(conversation.id, text('ได้เลยค่ะ'))
    await commenter.sender.becomes(thanks, ON_ITS_WAY)
    const out = await commenter.sender.outOf(type, comment.customer)
    expect(out.map((message) => message.text)).toEqual(['สวัสดีค่ะ ราคา 390 บาทค่ะ', 'ได้เลยค่ะ'])
  })

  test('goes to the conversation that its author has, whatever its window', async () => {
    const { customer, conversationId, rowId } = await commenter.sender.meet(type)
    await app.rows(
      `UPDATE conversations SET last_inbound_at = now() - interval '30 days' WHERE id = '${rowId}' RETURNING id`,
    )
    const comment = await commenter.comment(type, 'again', { customer })
    const sent = await reply(comment, {
      quickReplies: { text: 'Size?', replies: [{ label: 'M', payload: 'm' }] },
    })
    await commenter.sender.becomes(sent, ON_ITS_WAY)
    expect((await linked(sent)).conversation.id).toBe(conversationId)
    expect(await commenter.sender.send(conversationId, text('more'))).toMatchObject({ code: 'WINDOW_CLOSED' })
  })

  test('gets one private answer: of two at once one wins, and the other is told', async () => {
    const comment = await commenter.comment(type, 'two of us')
    const answers = await Promise.all([reply(comment, text('from one')), reply(comment, text('from two'))])
    const codes = answers.map(({ code }) => code ?? 'SENT').sort()
    expect(codes).toEqual(['ALREADY_REPLIED', 'SENT'])
    const won = answers.find(({ code }) => code === undefined) as Sent
    await commenter.sender.becomes(won, ON_ITS_WAY)
    expect(await reply(comment, text('later'))).toMatchObject({
      __typename: 'AlreadyRepliedError',
      path: ['input', 'messageId'],
    })
    expect(await commenter.sender.outOf(type, comment.customer)).toHaveLength(1)
  })

  test('is answered once by an idempotency key, and another input of it is a conflict', async () => {
    const comment = await commenter.comment(type, 'key')
    const more = { idempotencyKey: `private-${type}` }
    const ask = () => reply(comment, text('once'), more)
    const answers = await Promise.all([ask(), ask(), ask()])
    expect(new Set(answers.map((sent) => sent.message?.id)).size).toBe(1)
    expect(await reply(comment, text('twice'), more)).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' })
    await commenter.sender.becomes(answers[0], ON_ITS_WAY)
    expect(await commenter.sender.outOf(type, comment.customer)).toHaveLength(1)
  })

  test('answered without an answer of the network is settled by the echo, and not sent again', async () => {
    const comment = await commenter.comment(type, 'lost')
    await commenter.fault(type, 'drop', 'send')
    const sent = await reply(comment, text('หายไประหว่างทาง'))
    await commenter.sender.becomes(sent, ON_ITS_WAY)
    const { conversation } = await linked(sent)
    expect(conversation.messages.edges).toHaveLength(1)
    expect(await commenter.sender.outOf(type, comment.customer)).toHaveLength(1)
  })

  test('whose echo comes before the answer makes no second message', async () => {
    const comment = await commenter.comment(type, 'fast echo')
    await commenter.fault(type, 'echoFirst', 'echo')
    const sent = await reply(comment, text('เร็วมาก'))
    await commenter.sender.becomes(sent, ON_ITS_WAY)
    await commenter.sender.quiet()
    expect((await linked(sent)).conversation.messages.edges).toHaveLength(1)
  })

  test('of another id in private is one person: both come to one conversation', async () => {
    const privateId = `${commenter.customerId(type)}`
    const comment = await commenter.comment(type, 'who am I', { privateId })
    await echoAfterAnswer(type)
    const sent = await reply(comment, text('you'))
    await commenter.sender.becomes(sent, ON_ITS_WAY)
    await commenter.sender.quiet()
    const { conversation } = await linked(sent)
    expect(conversation.externalId).toBe(privateId)
    expect(await writes(type, privateId, `it is me ${privateId}`)).toBe(conversation.id)
    const next = await commenter.sender.send(conversation.id, text('good'))
    await commenter.sender.becomes(next, ON_ITS_WAY)
    expect(await commenter.sender.outOf(type, privateId)).toHaveLength(2)
    const second = await commenter.comment(type, 'again me', { customer: comment.customer, privateId })
    const more = await reply(second, text('hello again'))
    await commenter.sender.becomes(more, ON_ITS_WAY)
    expect((await linked(more)).conversation.id).toBe(conversation.id)
  })

  test('of another id in private moves to the conversation that is there under it', async () => {
    const { customer: privateId, conversationId } = await commenter.sender.meet(type)
    const comment = await commenter.comment(type, 'old friend', { privateId })
    await echoAfterAnswer(type)
    const sent = await reply(comment, text('welcome back'))
    await commenter.sender.becomes(sent, ON_ITS_WAY)
    await commenter.sender.quiet()
    const { conversation, privateReplyTo } = await linked(sent)
    expect(conversation.id).toBe(conversationId)
    expect(conversation.messages.edges).toHaveLength(2)
    expect(privateReplyTo?.privateReply?.id).toBe(sent.message?.id)
    const [row] = await app.rows(
      `SELECT message_count, last_sequence, unread_count FROM conversations WHERE external_id = '${privateId}'`,
    )
    expect(row).toEqual({ message_count: 2, last_sequence: 2, unread_count: 0 })
    expect(await app.rows(`SELECT 1 FROM conversations WHERE external_id = '${comment.customer}'`)).toEqual(
      [],
    )
  })

  test('is not answered in private after seven days; the error tells when that ended', async () => {
    const comment = await commenter.comment(type, 'long ago')
    await app.rows(
      `UPDATE messages SET ordered_at = ordered_at - interval '8 days' WHERE id = '${comment.rowId}' RETURNING id`,
    )
    const [row] = await app.rows<{ closed: string }>(
      `SELECT to_char((ordered_at + interval '7 days') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI') AS closed FROM messages WHERE id = '${comment.rowId}'`,
    )
    expect(await reply(comment, text('late'))).toMatchObject({
      code: 'WINDOW_CLOSED',
      reason: expect.stringContaining(row?.closed ?? 'never'),
      path: ['input', 'messageId'],
    })
    expect(await app.rows(`SELECT 1 FROM conversations WHERE external_id = '${comment.customer}'`)).toEqual(
      [],
    )
  })

  test('is refused what does not fit into one message, and may be answered after that', async () => {
    const comment = await commenter.comment(type, 'tell me all')
    const long = await reply(comment, text('รายละเอียดทั้งหมด '.repeat(300)))
    expect(long).toMatchObject({ code: 'INVALID_CONTENT', reason: expect.stringContaining('one message') })
    const sent = await reply(comment, text('short'))
    await commenter.sender.becomes(sent, ON_ITS_WAY)
  })

  test('of the business, or that was deleted, has no private answer', async () => {
    const comment = await commenter.comment(type, 'x')
    const own = await commenter.sender.send(comment.conversationId, text('ours'))
    await commenter.sender.becomes(own, ON_ITS_WAY)
    expect(await reply({ id: own.message?.id ?? '' }, text('x'))).toMatchObject({ code: 'WRONG_STATE' })
    await commenter.sender.mutate('deleteMessage', { messageId: comment.id })
    expect(await reply(comment, text('x'))).toMatchObject({ code: 'WRONG_STATE' })
  })
})

test('a private answer that the network refused makes way for another, and is not sent again itself', async () => {
  const comment = await commenter.comment('INSTAGRAM', 'live', { live: true, postId: '17900000000000042' })
  await app.sim(`/posts/INSTAGRAM/${app.platform('INSTAGRAM').externalId}/17900000000000042/end`, {})
  const first = await reply(comment, text('too late'))
  expect(await commenter.sender.becomes(first, 'FAILED')).toMatchObject({
    attempts: [{ outcome: 'REFUSED' }],
  })
  const second = await reply(comment, text('still too late'))
  await commenter.sender.becomes(second, 'FAILED')
  const again = await commenter.sender.mutate('retryMessage', { messageId: first.message?.id })
  expect(again).toMatchObject({ code: 'WRONG_STATE', reason: expect.stringContaining('another private') })
})

test('a private answer of which nobody ever hears waits for a person, and holds its comment', async () => {
  const comment = await commenter.comment('FACEBOOK', 'silence')
  await commenter.fault('FACEBOOK', 'refuseConnection', 'send')
  const sent = await reply(comment, text('nobody knows'))
  await commenter.sender.becomes(sent, 'UNCONFIRMED')
  expect(await reply(comment, text('another'))).toMatchObject({ code: 'ALREADY_REPLIED' })
  expect(await commenter.sender.outOf('FACEBOOK', comment.customer)).toEqual([])
  const resolve = { messageId: sent.message?.id, resolution: 'RESEND' }
  await commenter.sender.mutate('resolveMessage', resolve)
  await commenter.sender.becomes(sent, ON_ITS_WAY)
  expect(await commenter.sender.outOf('FACEBOOK', comment.customer)).toHaveLength(1)
})

test('a comment whose author the network hides is answered in private, and then known', async () => {
  const privateId = commenter.customerId('FACEBOOK')
  const comment = await commenter.comment('FACEBOOK', 'anonymous', { anonymous: true, privateId })
  const sent = await reply(comment, text('hello, whoever'))
  await commenter.sender.becomes(sent, ON_ITS_WAY)
  await commenter.sender.quiet()
  expect((await linked(sent)).conversation.externalId).toBe(privateId)
  expect(await writes('FACEBOOK', privateId, 'here I am')).toBe((await linked(sent)).conversation.id)
})

test('an echo alone, of which another id is told, brings both ids together', async () => {
  const privateId = commenter.customerId('FACEBOOK')
  const comment = await commenter.comment('FACEBOOK', 'lost and found', { privateId })
  await commenter.fault('FACEBOOK', 'drop', 'send')
  const sent = await reply(comment, text('found by its echo'))
  await commenter.sender.becomes(sent, ON_ITS_WAY)
  await commenter.sender.quiet()
  expect((await linked(sent)).conversation.externalId).toBe(privateId)
  expect(await commenter.sender.outOf('FACEBOOK', privateId)).toHaveLength(1)
})

test('a preview shows the request by its comment, and sends nothing', async () => {
  const comment = await commenter.comment('INSTAGRAM', 'preview')
  const { previewPrivateReply } = await app.query<{ previewPrivateReply: { requests: { body: object }[] } }>(
    `mutation ($input: ReplyPrivatelyInput!) { previewPrivateReply(input: $input) {
       ... on PreviewMessagePayload { requests { method url body } losses } ... on UserError { code } } }`,
    { input: { messageId: comment.id, content: text('looking') } },
  )
  expect(previewPrivateReply.requests).toMatchObject([
    { body: { recipient: { comment_id: comment.externalId }, message: { text: 'looking' } } },
  ])
  expect(await commenter.sender.outOf('INSTAGRAM', comment.customer)).toEqual([])
})
