/** What holds for every network's way with comments: a new one gets this suite by its line in `index.ts`. */
import { describe, expect, it } from 'vitest'
import type { Channel } from './channel.ts'
import { channels } from './index.ts'
import type { OutboundContent, Recipient } from './outbound.ts'
import { isObject } from './shared/json.ts'

const REFERENCE = '0190f0a0-0000-7000-8000-000000000001'
const thread: Recipient = { thread: { type: 'PUBLIC', externalId: '5_6' }, customerId: null }
const target = { externalId: '5_7' }
const person: Recipient = { thread: { type: 'PRIVATE', externalId: '710' }, customerId: '710' }

describe.each<Channel>([...channels])('$name', ({ outbound, capabilities, samples }) => {
  const account = { externalId: samples.account }

  it('does to comments what its capabilities say, and nothing else', () => {
    const { commentHiding, commentDeletion, commentLikes, commentEdits, privateReplies } = capabilities
    expect((outbound?.hide?.(thread, target, true, account) ?? null) !== null).toBe(commentHiding)
    expect((outbound?.privateReplies ?? null) !== null).toBe(privateReplies)
    if (!capabilities.comments)
      return expect([commentDeletion, commentLikes, commentEdits]).toEqual([false, false, false])
    const edited = outbound?.edit?.(thread, target, { kind: 'text', text: 'Hi' }, account)
    expect(edited?.ok ?? false).toBe(commentEdits)
    expect((outbound?.remove?.(thread, target, account) ?? null) !== null).toBe(commentDeletion)
    expect((outbound?.react?.(thread, target, '👍', account) ?? null) !== null).toBe(commentLikes)
  })
})

const answering = channels.filter(({ capabilities }) => capabilities.privateReplies)

describe.each<Channel>(answering)(
  '$name, where comments are answered in private,',
  ({ outbound, samples }) => {
    const account = { externalId: samples.account }

    it('answers one by one message, or says why not', () => {
      const written = { externalId: '5_7', data: { item: 'comment' } }
      const render = (content: OutboundContent) =>
        outbound?.render(
          { recipient: person, content, reference: REFERENCE, privateReplyTo: written },
          account,
        )
      expect(outbound?.privateReplies?.refuses(written)).toBeNull()
      expect(outbound?.privateReplies?.windowMs).toBeGreaterThan(0)
      const rendering = render({ kind: 'text', text: 'สวัสดีค่ะ ส่งรายละเอียดให้แล้วนะคะ' })
      const requests = rendering?.ok ? rendering.requests : []
      expect(requests).toHaveLength(1)
      expect(JSON.stringify(requests)).toContain('"5_7"')
      expect(JSON.stringify(requests)).not.toContain('"710"')
      const long = render({ kind: 'text', text: 'ยาวเกินไป '.repeat(400) })
      expect(long).toMatchObject({ ok: false, error: { code: 'INVALID_CONTENT' } })
    })

    it('reads from the answer who got it', () => {
      const request = { method: 'POST' as const, host: 'api', path: '/v26.0/1/messages' }
      const message = { text: 'x' }
      const response = { status: 200, headers: {}, body: { recipient_id: '711', message_id: 'm_1' } }
      const read = (recipient: { id: string } | { comment_id: string }) =>
        outbound?.read(response, { ...request, body: { recipient, message } })
      expect(read({ comment_id: '5_7' })).toEqual({ ok: true, externalIds: ['m_1'], recipientId: '711' })
      expect(read({ id: '711' })).toEqual({ ok: true, externalIds: ['m_1'] })
    })
  },
)

describe('what a page is written', () => {
  const facebook = channels.find(({ type }) => type === 'FACEBOOK')?.outbound
  const recipientOf = (item: string) => {
    const privateReplyTo = { externalId: '104_6', data: { item } }
    const content = { kind: 'text' as const, text: 'Hi' }
    const recipient: Recipient = { thread: { type: 'PRIVATE', externalId: '7' }, customerId: '7' }
    const message = { recipient, content, reference: REFERENCE, privateReplyTo }
    const rendering = facebook?.render(message, { externalId: '104' })
    const body = rendering?.ok ? rendering.requests[0]?.body : null
    return isObject(body ?? null) ? (body as { recipient: object }).recipient : null
  }

  it('is answered in private as the comment or the post that it is', () => {
    expect(recipientOf('comment')).toEqual({ comment_id: '104_6' })
    expect(recipientOf('photo')).toEqual({ post_id: '104_6' })
  })

  it('is not answered in private where it is a review', () => {
    const refusal = facebook?.privateReplies?.refuses({ externalId: '1', data: { item: 'rating' } })
    expect(refusal).toContain('no reviews')
  })
})

it('what names an account on media of others is not answered in private on Instagram', () => {
  const instagram = channels.find(({ type }) => type === 'INSTAGRAM')?.outbound
  expect(instagram?.privateReplies?.refuses({ externalId: '1', data: { mentioned: true } })).toContain(
    'Instagram answers in private only',
  )
})
