/** Payloads that LINE's documents and SDKs show: data beside this repository, and not a part of it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { InboundKind } from '../inbound.ts'
import { parseJson } from '../shared/json.ts'
import { line } from './index.ts'

const FOLDER = join(import.meta.dirname, '../../../../shared/fixtures/line')

/** Every file by the kind that it holds. */
const FILES: { [kind in InboundKind]?: string } = {
  message:
    'audio file image-external location sticker sticker-with-text text text-emojis text-full text-group ' +
    'text-group-standby video',
  postback: 'postback postback-date postback-richmenu postback-time',
  edit: 'message-edited message-edited-java',
  unsend: 'unsend',
  follow: 'follow follow-unblocked',
  unfollow: 'unfollow',
  link: 'account-link',
  join: 'join',
  leave: 'leave',
  members: 'member-joined member-left',
  control: 'activated deactivated',
  account: 'bot-resumed bot-suspended module-attached module-detached',
  noted: 'beacon beacon-device-message pnp-delivery pnp-delivery-with-tag video-play-complete',
}

const expected = new Map<string, InboundKind[]>(
  Object.entries(FILES).flatMap(([kind, names]) =>
    names.split(' ').map((name) => [`${name}.json`, [kind as InboundKind]] as const),
  ),
).set('verify-empty-events.json', [])

describe.skipIf(!existsSync(FOLDER))('published payloads', () => {
  const files = existsSync(FOLDER) ? readdirSync(FOLDER) : []

  it.each(files)('%s', (file) => {
    const items = line.webhook.items(parseJson(readFileSync(join(FOLDER, file), 'utf8')))
    const events = items.map((item) => line.normalize(item.payload))
    expect(events.map((event) => event.kind)).toEqual(expected.get(file))
  })

  it('are all here', () => {
    expect(files.toSorted()).toEqual([...expected.keys()].toSorted())
  })
})
