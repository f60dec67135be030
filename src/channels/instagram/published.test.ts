/** Payloads that public projects recorded or wrote: data beside this repository, and not a part of it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { InboundKind } from '../inbound.ts'
import { parseJson } from '../shared/json.ts'
import { instagram } from './index.ts'

const FOLDER = join(import.meta.dirname, '../../../../shared/fixtures/instagram')

/** Every file by the kind that it holds. */
const FILES: { [kind in InboundKind]?: string } = {
  message:
    'attachment-image attachment-share dashboard-test-event standby-message story-mention story-reply text',
  postback: 'postback quick-reply',
  echo: 'echo',
  comment: 'comment-add live-comment mention-comment',
  unsend: 'message-deleted-unsend',
  reaction: 'reaction-react',
  status: 'message-seen',
  noted: 'story-insights',
}

const expected = new Map<string, InboundKind>(
  Object.entries(FILES).flatMap(([kind, names]) =>
    names.split(' ').map((name) => [`${name}.json`, kind as InboundKind] as const),
  ),
)

describe.skipIf(!existsSync(FOLDER))('published payloads', () => {
  const files = existsSync(FOLDER) ? readdirSync(FOLDER) : []

  it.each(files)('%s', (file) => {
    const items = instagram.webhook.items(parseJson(readFileSync(join(FOLDER, file), 'utf8')))
    const kinds = items.map(
      ({ account, payload }) => instagram.normalize(payload, { accountId: account ?? '' }).kind,
    )
    expect(kinds).toEqual([expected.get(file)])
  })

  it('are all here', () => {
    expect(files.toSorted()).toEqual([...expected.keys()].toSorted())
  })
})
