import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { channelOf } from '../../src/channels/index.ts'
import { toGlobalId } from '../../src/schema/global-id.ts'
import { COMMENTED, Commenter } from '../support/commenter.ts'
import { ON_ITS_WAY, type Sent, text } from '../support/sender.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

let app: TestApp
let commenter: Commenter
beforeAll(async () => {
  app = await startTestApp({}, { simulated: true })
  commenter = new Commenter(app)
})
afterAll(async () => {
  await app?.stop()
})

describe.each(COMMENTED)('a comment on %s', (type) => {
  test('is answered in public, in Thai, once, also when the webhook is faster than the answer', async () => {
    const comment = await commenter.comment(type, 'มีไซซ์ M ไหมคะ')
    for (const [words, early] of [
      ['มีค่ะ ทักแชทได้เลย', false],
      ['ส่งฟรีด้วยนะคะ 🙏', true],
    ] as const) {
      if (early) await commenter.fault(type, 'echoFirst', 'echo')
      const sent = await commenter.sender.send(comment.conversationId, text(words))
      await commenter.sender.becomes(sent, ON_ITS_WAY)
      await commenter.sender.quiet()
      expect(await commenter.rowsSaying(words, comment)).toMatchObject([
        { direction: 'OUTBOUND', part_count: 1 },
      ])
      const { externalId, attempts } = await commenter.sender.told(sent)
      expect(await commenter.belowPost(comment)).toContainEqual(
        expect.objectContaining({ id: externalId, text: words, direction: 'OUT' }),
      )
      expect(attempts).toMatchObject([{ kind: 'SEND', outcome: 'ACCEPTED' }])
    }
    const [row] = await app.rows(
      `SELECT unread_count, message_count, last_sequence, waiting_since FROM conversations WHERE id = '${comment.conversationRow}'`,
    )
    expect(row).toEqual({ unread_count: 0, message_count: 3, last_sequence: 3, waiting_since: null })
    expect(await app.rows('SELECT 1 FROM processing_tasks')).toEqual([])
  })

  test('gets an answer below a certain comment of its thread', async () => {
    const comment = await commenter.comment(type, 'first')
    const reply = await commenter.comment(type, 'second', { parentId: comment.externalId })
    expect(reply.conversationId).toBe(comment.conversationId)
    const more = { replyToId: reply.id }
    const sent = await commenter.sender.send(comment.conversationId, text('to the second'), more)
    await commenter.sender.becomes(sent, ON_ITS_WAY)
    const answers = (await commenter.belowPost(comment)).filter(({ direction }) => direction === 'OUT')
    expect(answers).toMatchObject([{ text: 'to the second', replyTo: reply.externalId }])
  })

  test('written by the account in the network’s own app comes back as its own: nothing is owed', async () => {
    const comment = await commenter.comment(type, 'ราคาเท่าไหร่คะ')
    const words = `ตอบจากแอป ${comment.externalId}`
    await commenter.answerInApp(comment, words)
    const find = () => commenter.rowsSaying(words, comment)
    await expect.poll(find, { timeout: 10_000 }).toHaveLength(1)
    expect(await find()).toMatchObject([{ direction: 'OUTBOUND', sender_type: 'HUMAN' }])
    const [row] = await app.rows(
      `SELECT unread_count, waiting_since FROM conversations WHERE id = '${comment.conversationRow}'`,
    )
    expect(row).toEqual({ unread_count: 0, waiting_since: null })
    expect(await app.rows('SELECT 1 FROM processing_tasks')).toEqual([])
  })

  test('an answer of which nothing is heard is settled by its webhook, and not sent again', async () => {
    const comment = await commenter.comment(type, 'hello?')
    await commenter.fault(type, 'drop', 'send')
    const sent = await commenter.sender.send(comment.conversationId, text('ได้รับแล้วค่ะ lost'))
    await commenter.sender.becomes(sent, ON_ITS_WAY)
    const answers = (await commenter.belowPost(comment)).filter(({ direction }) => direction === 'OUT')
    expect(answers).toHaveLength(1)
    expect(await commenter.rowsSaying('ได้รับแล้วค่ะ lost', comment)).toHaveLength(1)
  })

  test('is hidden, and shown again; what the webhook tells of it is nothing new', async () => {
    const comment = await commenter.comment(type, 'spam')
    const visible = async () => (await commenter.sender.told(comment.sent)).visibility
    const cursor = await commenter.cursor()
    expect(await commenter.sender.mutate('hideMessage', { messageId: comment.id })).toMatchObject({
      __typename: 'HideMessagePayload',
    })
    expect(await visible()).toBe('HIDDEN')
    await commenter.sender.quiet()
    expect(await commenter.belowPost(comment)).toMatchObject([{ isHidden: true }])
    expect(await commenter.updatesSince(cursor, comment)).toBe(1)
    await commenter.sender.mutate('unhideMessage', { messageId: comment.id })
    await commenter.sender.quiet()
    expect(await visible()).toBe('VISIBLE')
    expect(await commenter.belowPost(comment)).toMatchObject([{ isHidden: false }])
    expect(await commenter.updatesSince(cursor, comment)).toBe(2)
    const { attempts } = await commenter.sender.told(comment.sent)
    expect(attempts.map(({ kind }) => kind)).toEqual(['HIDE', 'UNHIDE'])
  })

  test('of a customer is deleted with all that stands below it', async () => {
    const comment = await commenter.comment(type, 'rude')
    const reply = await commenter.comment(type, 'rude too', { parentId: comment.externalId })
    const cursor = await commenter.cursor()
    expect(await commenter.sender.mutate('deleteMessage', { messageId: comment.id })).toMatchObject({
      __typename: 'DeleteMessagePayload',
    })
    await commenter.sender.quiet()
    for (const { sent } of [comment, reply])
      expect(await commenter.sender.told(sent)).toMatchObject({ visibility: 'DELETED', content: null })
    expect(await commenter.updatesSince(cursor, comment)).toBe(1)
    expect(await commenter.belowPost(comment)).toMatchObject([{ deleted: true }, { deleted: true }])
    const again = await commenter.sender.mutate('hideMessage', { messageId: comment.id })
    expect(again).toMatchObject({ code: 'WRONG_STATE' })
  })

  test('of another project is not there', async () => {
    const { id } = await commenter.comment(type, 'ours')
    for (const [name, more] of [
      ['replyPrivately', { content: text('x') }],
      ['previewPrivateReply', { content: text('x') }],
      ['hideMessage', {}],
      ['unhideMessage', {}],
      ['deleteMessage', {}],
      ['reactToMessage', { emoji: '👍' }],
    ] as const) {
      const foreign = await commenter.mutateAsOther(name, { messageId: id, ...more })
      const missing = await commenter.mutateAsOther(name, {
        messageId: toGlobalId('Message', '0190f0a0-0000-7000-8000-000000000000'),
        ...more,
      })
      expect(foreign).toMatchObject({ code: 'NOT_FOUND', path: ['input', 'messageId'] })
      expect(foreign).toEqual(missing)
    }
  })
})

test('a comment on Facebook is liked, and no longer; on Instagram there is no call for it', async () => {
  const comment = await commenter.comment('FACEBOOK', 'ชอบมากค่ะ')
  const cursor = await commenter.cursor()
  await commenter.sender.mutate('reactToMessage', { messageId: comment.id, emoji: '👍' })
  await commenter.sender.quiet()
  expect((await commenter.sender.told(comment.sent)).reactions).toMatchObject([{ emoji: '👍' }])
  expect(await commenter.updatesSince(cursor, comment)).toBe(1)
  await commenter.sender.mutate('reactToMessage', { messageId: comment.id, emoji: null })
  await commenter.sender.quiet()
  expect((await commenter.sender.told(comment.sent)).reactions).toEqual([])
  expect(await commenter.updatesSince(cursor, comment)).toBe(2)
  const angry = await commenter.sender.mutate('reactToMessage', { messageId: comment.id, emoji: '😡' })
  expect(angry).toMatchObject({ code: 'UNSUPPORTED_ACTION' })
  const other = await commenter.comment('INSTAGRAM', 'ชอบมากค่ะ')
  const refused = await commenter.sender.mutate('reactToMessage', { messageId: other.id, emoji: '👍' })
  expect(refused).toMatchObject({
    code: 'UNSUPPORTED_ACTION',
    reason: expect.stringContaining('Instagram'),
  })
})

test('a picture is a comment on Facebook, and recognised when its webhook comes first', async () => {
  const comment = await commenter.comment('FACEBOOK', 'มีรูปไหมคะ')
  await commenter.fault('FACEBOOK', 'echoFirst', 'echo')
  const media = { type: 'IMAGE', url: 'https://shop.example/shirt.jpg' }
  const sent = await commenter.sender.send(comment.conversationId, { media })
  expect(sent).toMatchObject({ __typename: 'SendMessagePayload' } satisfies Partial<Sent>)
  await commenter.sender.becomes(sent, ON_ITS_WAY)
  await commenter.sender.quiet()
  const [row] = await app.rows(
    `SELECT message_count FROM conversations WHERE id = '${comment.conversationRow}'`,
  )
  expect(row).toEqual({ message_count: 2 })
})

test('a webhook that is delivered twice changes nothing the second time', async () => {
  await app.sim('/faults', { fault: 'duplicate', network: 'FACEBOOK', times: 4 })
  const comment = await commenter.comment('FACEBOOK', 'สองครั้ง')
  const sent = await commenter.sender.send(comment.conversationId, text('ครั้งเดียว'))
  await commenter.sender.becomes(sent, ON_ITS_WAY)
  await commenter.sender.mutate('hideMessage', { messageId: comment.id })
  await commenter.sender.quiet()
  expect(await commenter.rowsSaying('ครั้งเดียว', comment)).toHaveLength(1)
  expect((await commenter.sender.told(comment.sent)).visibility).toBe('HIDDEN')
})

test('a webhook that comes late does not hide again what was shown since', async () => {
  const comment = await commenter.comment('FACEBOOK', 'กลับไปกลับมา')
  await app.sim('/faults', { fault: 'delay', network: 'FACEBOOK', operation: 'hide', times: 1, delayMs: 800 })
  await commenter.sender.mutate('hideMessage', { messageId: comment.id })
  await commenter.sender.mutate('unhideMessage', { messageId: comment.id })
  await commenter.sender.quiet()
  expect((await commenter.sender.told(comment.sent)).visibility).toBe('VISIBLE')
})

test('a comment that was deleted without anybody hearing of it is deleted when it is asked for again', async () => {
  const comment = await commenter.comment('INSTAGRAM', 'ลบแล้วไม่มีใครรู้')
  const remove = () => commenter.sender.mutate('deleteMessage', { messageId: comment.id })
  await commenter.fault('INSTAGRAM', 'drop', 'delete')
  expect(await remove()).toMatchObject({ code: 'NETWORK_REFUSED' })
  expect(await commenter.belowPost(comment)).toMatchObject([{ deleted: true }])
  expect(await remove()).toMatchObject({ __typename: 'DeleteMessagePayload' })
  expect((await commenter.sender.told(comment.sent)).visibility).toBe('DELETED')
})

test('a comment that the network does not want deleted stays', async () => {
  const comment = await commenter.comment('INSTAGRAM', 'อยู่ต่อ')
  await app.rows(`UPDATE messages SET external_id = '17999999999999999' WHERE id = '${comment.rowId}'`)
  for (const _ of [1, 2])
    expect(await commenter.sender.mutate('deleteMessage', { messageId: comment.id })).toMatchObject({
      code: 'NETWORK_REFUSED',
    })
  expect((await commenter.sender.told(comment.sent)).visibility).toBe('VISIBLE')
})

test('only comments of customers are hidden, and only messages of the business are deleted elsewhere', async () => {
  const comment = await commenter.comment('FACEBOOK', 'x')
  const own = await commenter.sender.send(comment.conversationId, text('ours'))
  await commenter.sender.becomes(own, ON_ITS_WAY)
  const hide = await commenter.sender.mutate('hideMessage', { messageId: own.message?.id })
  expect(hide).toMatchObject({ code: 'WRONG_STATE' })
  const { rowId } = await commenter.sender.meet('TELEGRAM')
  const [row] = await app.rows<{ id: string }>(`SELECT id FROM messages WHERE conversation_id = '${rowId}'`)
  const messageId = toGlobalId('Message', row?.id ?? '')
  expect(await commenter.sender.mutate('deleteMessage', { messageId })).toMatchObject({ code: 'WRONG_STATE' })
  const refused = await commenter.sender.mutate('replyPrivately', { messageId, content: text('x') })
  expect(refused).toMatchObject({ code: 'UNSUPPORTED_ACTION', reason: expect.stringContaining('Telegram') })
})

test('the capabilities of a platform tell what can be done to comments', () => {
  expect(channelOf('INSTAGRAM')?.capabilities).toMatchObject({ commentHiding: true, commentLikes: false })
})
