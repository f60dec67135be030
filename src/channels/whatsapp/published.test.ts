/** Payloads that public projects recorded or wrote: data beside this repository, and not a part of it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { InboundKind } from '../inbound.ts'
import { parseJson } from '../shared/json.ts'
import { whatsapp } from './index.ts'

const FOLDER = join(import.meta.dirname, '../../../../shared/fixtures/whatsapp')

/** Every file by the kind, or the kinds in order, that it holds. */
const FILES: { [kinds: string]: string } = {
  message:
    'audio contacts contacts-request-bsuid contacts-restfb document forwarded forwarded-many-times image ' +
    'image-with-media-url location location-chosen order referral-ctwa-ad reply-context sticker text ' +
    'text-bsuid video voice',
  postback:
    'call-permission-accept flow-completion-nfm-reply interactive-button-reply interactive-list-reply ' +
    'template-button-reply',
  echo: 'smb-echo-text',
  edit: 'message-edit',
  unsend: 'message-revoke-deleted',
  reaction: 'reaction-add reaction-emoji reaction-remove-empty-emoji',
  status:
    'status-bsuid status-delivered status-failed status-failed-errors status-group status-played status-read ' +
    'status-read-user-initiated status-sent status-with-biz-opaque-callback-data',
  identity:
    'system-customer-changed-number system-phone-number-change system-user-changed-number ' +
    'system-user-changed-user-id user-id-update user-id-update-bsuid',
  noted: 'system-identity-change',
  optin: 'user-preferences-marketing-resume',
  'members members members noted noted': 'group-participants-update',
  account: 'account-review-update account-update-banned phone-number-name-update phone-number-quality-update',
  template:
    'template-category-update template-status-approved template-status-disabled template-status-rejected',
  unknown: 'message-error-unsupported unsupported',
}

const expected = new Map<string, InboundKind[]>(
  Object.entries(FILES).flatMap(([kinds, names]) =>
    names.split(' ').map((name) => [`${name}.json`, kinds.split(' ') as InboundKind[]] as const),
  ),
)

describe.skipIf(!existsSync(FOLDER))('published payloads', () => {
  const files = existsSync(FOLDER) ? readdirSync(FOLDER) : []

  it.each(files)('%s', (file) => {
    const items = whatsapp.webhook.items(parseJson(readFileSync(join(FOLDER, file), 'utf8')))
    const events = items.map((item) => whatsapp.normalize(item.payload))
    expect(events.map((event) => event.kind)).toEqual(expected.get(file))
    expect(new Set(items.map((item) => item.dedupeKey)).size).toBe(items.length)
  })

  it('are all here', () => {
    expect(files.toSorted()).toEqual([...expected.keys()].toSorted())
  })
})
