import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isObject, type Json, type JsonObject } from '../../json.ts'
import { openSandbox, type Sandbox } from '../../sandbox.ts'
import { messagingOf, registerAccount } from './testing.ts'

const page = { type: 'FACEBOOK', id: '104857601234567', customer: '7102938475600001' } as const
const instagram = { type: 'INSTAGRAM', id: '17841405309211844', customer: '1748203956100001' } as const
let box: Sandbox

beforeAll(async () => {
  box = await openSandbox()
})
afterAll(() => box.close())

async function changes(): Promise<Json[]> {
  return (await box.settled()).flatMap(({ body }) => {
    const [entry] = isObject(body) && Array.isArray(body.entry) ? body.entry : []
    return isObject(entry) && Array.isArray(entry.changes) ? entry.changes : []
  })
}

const idOf = (answer: Json) => (answer as { message: { id: string } }).message.id

describe('below a post of a Page', () => {
  const api = () => messagingOf(box, page)
  const comment = async (more: JsonObject = {}) =>
    idOf(await api().act('comments', { text: 'Still there?', name: 'Somchai', ...more }))
  beforeEach(() => registerAccount(box, page))

  test('a comment is told, answered, and the answer comes back as any other', async () => {
    const id = await comment()
    const answer = await api().graph('POST', `/${id}/comments`, { message: 'Yes' })
    expect(answer).toMatchObject({ status: 200, body: { id: expect.stringMatching(/^\d+_\d+$/) } })
    const post_id = `${page.id}_122100000000001`
    const value = { item: 'comment', verb: 'add', post_id }
    const { id: answerId } = answer.body as { id: string }
    const customer = { id: page.customer, name: 'Somchai' }
    expect(await changes()).toMatchObject([
      {
        field: 'feed',
        value: { ...value, comment_id: id, parent_id: post_id, message: 'Still there?', from: customer },
      },
      {
        field: 'feed',
        value: { ...value, comment_id: answerId, parent_id: id, message: 'Yes', from: { id: page.id } },
      },
    ])
    expect(await api().seen()).toMatchObject([
      { type: 'comment', direction: 'IN', text: 'Still there?' },
      { type: 'comment', direction: 'OUT', text: 'Yes', replyTo: id },
    ])
  })

  test('the own answer is edited and removed; others are hidden, liked and removed', async () => {
    const id = await comment()
    const { id: own } = (await api().graph('POST', `/${id}/comments`, { message: 'Yse' })).body as {
      id: string
    }
    const ok = { status: 200, body: { success: true } }
    expect(await api().graph('POST', `/${own}`, { message: 'Yes' })).toMatchObject(ok)
    expect(await api().graph('POST', `/${id}`, { is_hidden: true })).toMatchObject(ok)
    expect(await api().graph('POST', `/${id}/likes`)).toMatchObject(ok)
    expect((await api().seen())[0]).toMatchObject({ reactions: [{ by: 'business', emoji: '👍' }] })
    expect(await api().graph('DELETE', `/${id}/likes`)).toMatchObject(ok)
    expect(await api().graph('DELETE', `/${own}`)).toMatchObject(ok)
    const like = { item: 'reaction', reaction_type: 'like', comment_id: id, from: { id: page.id } }
    expect((await changes()).slice(2)).toMatchObject([
      { value: { verb: 'edited', comment_id: own, message: 'Yes' } },
      { value: { item: 'comment', verb: 'hide', comment_id: id } },
      { value: { verb: 'add', ...like } },
      { value: { verb: 'remove', ...like } },
      { value: { verb: 'remove', comment_id: own } },
    ])
    expect(await api().graph('POST', `/${id}`, { message: 'not ours' })).toMatchObject({ status: 400 })
    expect(await api().graph('DELETE', `/${own}`)).toMatchObject({
      status: 400,
      body: { error: { error_subcode: 33 } },
    })
  })

  test('an answer to an answer hangs below the first comment', async () => {
    const id = await comment()
    const reply = await comment({ parentId: id })
    await api().graph('POST', `/${reply}/comments`, { message: 'Yes' })
    expect((await changes()).at(-1)).toMatchObject({ value: { parent_id: id } })
  })

  test('is hidden and shown again, told once each; the own answer cannot be', async () => {
    const id = await comment()
    const { id: own } = (await api().graph('POST', `/${id}/comments`, { message: 'Yes' })).body as {
      id: string
    }
    for (const is_hidden of [true, true, false])
      expect(await api().graph('POST', `/${id}`, { is_hidden })).toMatchObject({ status: 200 })
    expect(await api().graph('POST', `/${own}`, { is_hidden: true })).toMatchObject({
      body: { error: { code: 200 } },
    })
    const verbs = (await changes()).map((change) => (change as { value: { verb: string } }).value.verb)
    expect(verbs).toEqual(['add', 'add', 'hide', 'unhide'])
  })

  test('goes with all that stands below it, and can be looked at with its post', async () => {
    const id = await comment({ postId: `${page.id}_9` })
    const reply = await comment({ postId: `${page.id}_9`, parentId: id })
    await comment({ postId: `${page.id}_8` })
    await api().graph('DELETE', `/${id}`)
    const post = await box.sim('GET', `/posts/FACEBOOK/${page.id}/${page.id}_9`)
    expect(post).toMatchObject({
      comments: [
        { id, deleted: true },
        { id: reply, deleted: true },
      ],
    })
  })

  test('is answered in private once, and not when it is the own', async () => {
    const id = await comment({ privateId: '7102938475600099' })
    const reply = (comment_id: string) => api().post({ recipient: { comment_id }, message: { text: 'Hi' } })
    expect(await reply(id)).toMatchObject({ status: 200, body: { recipient_id: '7102938475600099' } })
    expect(await reply(id)).toMatchObject({ status: 400, body: { error: { code: 10900 } } })
    const answer = await api().graph('POST', `/${id}/comments`, { message: 'Yes' })
    expect(await reply((answer.body as { id: string }).id)).toMatchObject({
      body: { error: { code: 10903 } },
    })
  })

  test('is refused without text, too long, and below nothing', async () => {
    const id = await comment()
    for (const message of ['', 'x'.repeat(8001)]) {
      expect(await api().graph('POST', `/${id}/comments`, { message })).toMatchObject({ status: 400 })
    }
    expect(await api().graph('POST', '/1_2/comments', { message: 'x' })).toMatchObject({
      body: { error: { code: 100, error_subcode: 33 } },
    })
    expect(await api().graph('POST', `/${page.id}_5/comments`, { message: 'x' })).toMatchObject({
      status: 200,
    })
  })

  test('is answered in private to who wrote it, within 7 days', async () => {
    const [first, second] = [await comment(), await comment()]
    const reply = (comment_id: string) => api().post({ recipient: { comment_id }, message: { text: 'Hi' } })
    await box.sim('POST', '/clock', { advanceMs: 2 * 86_400_000 })
    expect(await reply(first)).toMatchObject({ status: 200, body: { recipient_id: page.customer } })
    // A comment opens no window.
    expect(await api().send({ text: 'x' })).toMatchObject({ status: 403 })
    await box.sim('POST', '/clock', { advanceMs: 6 * 86_400_000 })
    expect(await reply(second)).toMatchObject({ status: 403, body: { error: { code: 10 } } })
  })
})

test('on Instagram only new comments are told, the own ones too', async () => {
  await registerAccount(box, instagram)
  const api = messagingOf(box, instagram)
  const id = idOf(await api.act('comments', { text: 'Price?', name: 'Somchai' }))
  const answer = await api.graph('POST', `/${id}/replies`, { message: 'DM' })
  expect(answer).toMatchObject({ status: 200, body: { id: expect.stringMatching(/^18\d+$/) } })
  expect(await api.graph('POST', `/${id}?hide=true`)).toMatchObject({ body: { success: true } })
  expect(await api.graph('POST', `/${id}`, {})).toMatchObject({ status: 400 })
  expect(await api.graph('DELETE', `/${id}`)).toMatchObject({ body: { success: true } })
  expect(await changes()).toMatchObject([
    {
      field: 'comments',
      value: { id, text: 'Price?', from: { id: instagram.customer, username: 'somchai' } },
    },
    { field: 'comments', value: { text: 'DM', parent_id: id, from: { id: instagram.id } } },
  ])
})

test('comments below a live broadcast are answered until it ends', async () => {
  await registerAccount(box, instagram)
  const api = messagingOf(box, instagram)
  const live = () => api.act('comments', { text: 'Price?', live: true, postId: '17900000000000001' })
  const [first, second] = [idOf(await live()), idOf(await live())]
  const reply = (comment_id: string) => api.post({ recipient: { comment_id }, message: { text: 'Hi' } })
  expect(await reply(first)).toMatchObject({ status: 200 })
  await box.sim('POST', `/posts/INSTAGRAM/${instagram.id}/17900000000000001/end`)
  expect(await reply(second)).toMatchObject({ body: { error: { code: 10903 } } })
  expect(await api.graph('POST', `/${second}/replies`, { message: 'x' })).toMatchObject({
    body: { error: { code: 10903 } },
  })
  expect((await changes()).at(0)).toMatchObject({ field: 'live_comments' })
})

test('other networks have no comments', async () => {
  await box.sim('DELETE', '')
  await box.sim('POST', '/accounts', { type: 'WHATSAPP', externalId: '1', accessToken: 't', secret: 's' })
  const answer = await box.call('POST', '/sim/customers/WHATSAPP/66810000001/comments', {
    body: { text: 'x' },
  })
  expect(answer).toMatchObject({ status: 409, body: { error: { code: 'NOT_ON_THIS_NETWORK' } } })
})
