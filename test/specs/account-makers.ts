/** What a channel asks of an account besides writing to people: its templates, the files that it gives and fetches. */
import type { Json } from '../../src/channels/inbound.ts'
import type { MediaReference, MediaStep } from '../../src/channels/media.ts'
import type { NativeRequest, Recipient } from '../../src/channels/outbound.ts'
import { KINDS, largestFile } from './given-files.ts'
import type { Outcome, Whole } from './made-requests.ts'
import { templateDraftsFor } from './template-drafts.ts'

export type AccountMaker = (
  channel: Whole,
  account: { externalId: string },
) => readonly (readonly [string, Outcome])[]

const BUSINESS = '204060801030507'
const CURSOR = 'QVFIUmx1WTBpMGpJWXprYzVYaVhabW55dVpR'
const TEMPLATE = { name: 'order_ready', externalId: '1627019861106475' }

export const ACCOUNT_MAKERS: Readonly<Record<string, AccountMaker>> = {
  'templates.list': ({ templates }, { externalId }) => {
    const owner = { externalId, businessId: BUSINESS }
    return [
      ['list templates', () => templates.list(owner, null)],
      ['list the next templates', () => templates.list(owner, CURSOR)],
      ['list the templates of a name', () => templates.list(owner, null, TEMPLATE.name)],
    ]
  },
  'templates.create': ({ type, templates }, { externalId }) =>
    templates.categories.flatMap((category) =>
      templateDraftsFor(type).map(([name, components]) => {
        const draft = { name: TEMPLATE.name, language: 'th', category, components }
        const create = () => templates.create({ externalId, businessId: BUSINESS }, draft)
        return [
          `create a template with ${name}`,
          () => (templates.check(draft) === null ? create() : null),
        ] as const
      }),
    ),
  'templates.remove': ({ templates }, { externalId }) => [
    ['remove a template', () => templates.remove({ externalId, businessId: BUSINESS }, TEMPLATE)],
  ],
  'profiles.ask': ({ samples, profiles }) => [
    ['ask who somebody is', () => profiles.ask(samples.customerId(7))],
  ],
  'files.upload': (channel, account) =>
    KINDS.map(([as, mimeType]) => [
      `upload ${mimeType} as ${as}`,
      () => {
        const recipient = personOf(channel)
        const { id, size } = largestFile(channel, recipient, as, mimeType)
        const file = { id, mimeType, size }
        const route = channel.files.route(file, as, 'MEDIA', recipient)
        return route.ok ? channel.files.upload.request(file, route.as, 'เมนู.pdf', account) : null
      },
    ]),
  'media.locate': ({ type, media }, account) =>
    referencesOf(type).map((reference) => [
      `locate ${reference.type}`,
      () => requestIn(media.locate(reference, account)),
    ]),
  'media.next': ({ type, media }, account) =>
    referencesOf(type).map((reference) => [
      `fetch ${reference.type}`,
      () => {
        const step = media.locate(reference, account)
        if (step.kind !== 'ask') return null
        const answer = { status: 200, headers: {}, body: FILES[type]?.answer ?? null }
        return requestIn(media.next(answer, step.request, reference))
      },
    ]),
}

/** How a network names a file that a customer sent, and what it answers when it is asked for it. */
const FILES: Readonly<Record<string, { externalId: string; answer: Json }>> = {
  WHATSAPP: { externalId: '1003383421387256', answer: { url: 'https://lookaside.fbsbx.com/a' } },
  LINE: { externalId: '325708', answer: { status: 'succeeded' } },
  TELEGRAM: {
    externalId: 'AgACAgUAAxkBAAIBZ2Vw',
    answer: { ok: true, result: { file_id: 'AgACAgUAAxkBAAIBZ2Vw', file_path: 'photos/file 0.jpg' } },
  },
}

function referencesOf(type: string): MediaReference[] {
  const externalId = FILES[type]?.externalId ?? null
  const url = externalId === null ? 'https://scontent.xx.fbcdn.net/a.jpg' : null
  return (['IMAGE', 'VIDEO', 'AUDIO', 'FILE', 'STICKER'] as const).map((kind) => ({
    type: kind,
    externalId,
    url,
    mimeType: null,
    messageExternalId: null,
  }))
}

/** A file by its address is no call of the network's API. */
function requestIn(step: MediaStep): NativeRequest | null {
  return 'request' in step ? step.request : null
}

function personOf({ samples }: Whole): Recipient {
  const customerId = samples.customerId(7)
  return { thread: { type: 'PRIVATE', externalId: customerId }, customerId }
}
