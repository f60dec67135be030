/** Payloads that public projects recorded or wrote: data beside this repository, and not a part of it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { InboundKind } from '../inbound.ts'
import { parseJson } from '../shared/json.ts'
import { facebook } from './index.ts'

const FOLDER = join(import.meta.dirname, '../../../../shared/fixtures/messenger')

/** Every file by the kind that it holds. Most of the Page's samples are of what the Page itself wrote. */
const FILES: { [kind in InboundKind]?: string } = {
  message:
    'attachment-fallback-link attachment-image attachment-location echo-button-template ' +
    'product-template-inquiry reply-to-message sticker sticker-thumb-up text',
  postback: 'postback postback-referral postback-with-mid quick-reply',
  echo:
    'echo feed-comment-add feed-comment-add-photo feed-comment-add-video feed-photo-add feed-status-add ' +
    'feed-status-add-photos feed-video-add',
  comment: 'mention-comment-add',
  post: 'feed-post-add-visitor mention-post-add ratings-recommendation-add',
  edit: 'message-edit',
  unsend: 'feed-comment-remove feed-post-remove message-deleted',
  hide: 'feed-comment-hide',
  unhide: 'feed-comment-unhide',
  reaction:
    'feed-like-add feed-reaction-add-comment feed-reaction-add-post feed-reaction-remove reaction-react ' +
    'reaction-unreact',
  status: 'delivery read',
  optin: 'optin-ref optin-user-ref',
  referral: 'referral-mme-link',
  link: 'account-linking-linked',
  unlink: 'account-linking-unlinked',
  control: 'handover-pass-thread-control handover-take-thread-control',
  noted: 'handover-request-thread-control leadgen',
  account: 'handover-app-roles policy-enforcement-block policy-enforcement-unblock',
}

const expected = new Map<string, InboundKind>(
  Object.entries(FILES).flatMap(([kind, names]) =>
    names.split(' ').map((name) => [`${name}.json`, kind as InboundKind] as const),
  ),
)

describe.skipIf(!existsSync(FOLDER))('published payloads', () => {
  const files = existsSync(FOLDER) ? readdirSync(FOLDER) : []

  it.each(files)('%s', (file) => {
    const items = facebook.webhook.items(parseJson(readFileSync(join(FOLDER, file), 'utf8')))
    const kinds = items.map(
      ({ account, payload }) => facebook.normalize(payload, { accountId: account ?? '' }).kind,
    )
    expect(kinds).toEqual([expected.get(file)])
  })

  it('are all here', () => {
    expect(files.toSorted()).toEqual([...expected.keys()].toSorted())
  })
})
