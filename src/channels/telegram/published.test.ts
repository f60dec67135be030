import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { InboundEvent, InboundKind, Json } from '../inbound.ts'
import { parseJson } from '../shared/json.ts'
import { telegram } from './index.ts'

/** Payloads that others published, kept beside the project for their licences: tested where they are there. */
const PUBLISHED = new URL('../../../../shared/fixtures/telegram/', import.meta.url)

function eventsOf(body: Json): InboundEvent[] {
  return telegram.webhook
    .items(body)
    .map((item) => telegram.normalize(item.payload, { accountId: '7100000001' }))
}

/** What each published payload is: a new file must be added here. */
const PUBLISHED_KINDS: Record<string, InboundKind> = {
  'callback-query-group.json': 'postback',
  'callback-query.json': 'postback',
  'channel-post.json': 'message',
  'chat-boost.json': 'noted',
  'chosen-inline-result.json': 'noted',
  'edited-message-group.json': 'edit',
  'edited-message.json': 'edit',
  'inline-query.json': 'noted',
  'message-audio.json': 'message',
  'message-contact.json': 'message',
  'message-dice.json': 'message',
  'message-document.json': 'message',
  'message-effect.json': 'message',
  'message-game.json': 'message',
  'message-location.json': 'message',
  'message-photo-caption-entities.json': 'message',
  'message-photo.json': 'message',
  'message-reaction-count.json': 'noted',
  'message-reaction.json': 'reaction',
  'message-reply.json': 'message',
  'message-sticker.json': 'message',
  'message-text-group.json': 'message',
  'message-text-mention.json': 'message',
  'message-text.json': 'message',
  'message-video.json': 'message',
  'message-voice.json': 'message',
  'poll.json': 'noted',
  'pre-checkout-query.json': 'noted',
  'purchased-paid-media.json': 'noted',
  'removed-chat-boost.json': 'noted',
  'service-chat-shared.json': 'message',
  'service-forum-topic-created.json': 'system',
  'service-group-chat-created.json': 'system',
  'service-left-chat-member.json': 'members',
  'service-migrate-from-chat-id.json': 'thread',
  'service-new-chat-members.json': 'members',
  'service-new-chat-photo.json': 'system',
  'service-new-chat-title.json': 'thread',
  'service-pinned-message.json': 'system',
  'shipping-query.json': 'noted',
  'synthetic-business-connection.json': 'noted',
  'synthetic-business-message.json': 'message',
  'synthetic-chat-join-request.json': 'noted',
  'synthetic-chat-member.json': 'members',
  'synthetic-deleted-business-messages.json': 'unsend',
  'synthetic-message-animation.json': 'message',
  'synthetic-message-start-deep-link.json': 'message',
  'synthetic-message-web-app-data.json': 'message',
  'synthetic-my-chat-member-blocked-private.json': 'unfollow',
  'synthetic-poll-answer.json': 'noted',
}

describe.skipIf(!existsSync(PUBLISHED))('published payloads', () => {
  const files = existsSync(PUBLISHED) ? readdirSync(PUBLISHED).sort() : []

  it('are all in the table', () => {
    expect(files).toEqual(Object.keys(PUBLISHED_KINDS).sort())
  })

  it.each(files)('%s', (file) => {
    const kinds = new Set(
      eventsOf(parseJson(readFileSync(new URL(file, PUBLISHED), 'utf8'))).map((event) => event.kind),
    )
    expect([...kinds]).toEqual([PUBLISHED_KINDS[file]])
  })
})
