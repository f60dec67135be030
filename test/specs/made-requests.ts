/**
 * Every request that a channel can make: all sample contents in all kinds of threads with all options, and what is
 * done besides writing. One line per kind of request, here or in `account-makers.ts`; a new member of a channel that
 * makes requests is asked for by the suite.
 */
import type { Channel } from '../../src/channels/channel.ts'
import type { ChannelFiles, ChannelMedia } from '../../src/channels/media.ts'
import type {
  ChannelOutbound,
  NativeRequest,
  OutboundContent,
  OutboundMessage,
  Recipient,
  Rendering,
  Target,
} from '../../src/channels/outbound.ts'
import type { ChannelProfiles } from '../../src/channels/profiles.ts'
import { Refusal } from '../../src/channels/shared/refusal.ts'
import type { ChannelTemplates } from '../../src/channels/templates.ts'
import { InvalidContent, UnsupportedContent } from '../../src/domain/outbound/sending-failures.ts'
import { samplesFor } from '../support/sample-contents.ts'
import { ACCOUNT_MAKERS } from './account-makers.ts'
import { contentsWithFiles } from './given-files.ts'

export interface Made {
  /** What was asked for, in words. */
  of: string
  request: NativeRequest
}

const REFERENCE = '0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001'

/** Besides a person: each of the network's other kinds of threads, by the id that the inbound half gives it. */
const THREADS: Readonly<Record<string, Readonly<Record<string, Recipient>>>> = {
  FACEBOOK: {
    'a comment': { thread: { type: 'PUBLIC', externalId: '1000_2000' }, customerId: '777' },
    'a visitor of a website': {
      thread: { type: 'PRIVATE', externalId: 'user_ref:abc' },
      customerId: 'user_ref:abc',
    },
  },
  INSTAGRAM: {
    'a comment': { thread: { type: 'PUBLIC', externalId: '17900000000000001' }, customerId: '777' },
  },
  WHATSAPP: {
    'a group': { thread: { type: 'GROUP', externalId: 'Y2FwaV9ncm91cDoxMjM' }, customerId: null },
    'somebody without a number': {
      thread: { type: 'PRIVATE', externalId: 'TH.13491208655302741918' },
      customerId: 'TH.13491208655302741918',
    },
  },
  LINE: {
    'a group': {
      thread: { type: 'GROUP', externalId: 'Cfedcba9876543210fedcba9876543210' },
      customerId: null,
    },
  },
  TELEGRAM: {
    'a group': { thread: { type: 'GROUP', externalId: '-1001234567890' }, customerId: null },
    'a channel': { thread: { type: 'PUBLIC', externalId: '-1009876543210' }, customerId: null },
    'the direct messages of a channel': {
      thread: { type: 'PRIVATE', externalId: '-1009876543210:5812340077' },
      customerId: '5812340077',
    },
    'a chat of a business account': {
      thread: { type: 'PRIVATE', externalId: 'bizconn1:5812340077' },
      customerId: '5812340077',
    },
  },
}

/** What a message can be sent with. */
const OPTIONS: Readonly<Record<string, (target: Target) => Partial<OutboundMessage>>> = {
  '': () => ({}),
  ' as an answer': (target) => ({ replyTo: target }),
  ' with a reply token': () => ({ replyToken: 'nHuyWiB7yP5Zw52FIkcQobQuGDXCTA' }),
  ' with a reply token as an answer': (target) => ({
    replyTo: target,
    replyToken: 'nHuyWiB7yP5Zw52FIkcQobQuGDXCTA',
  }),
  ' by a person after the window': () => ({ humanAgent: true }),
}

const EMOJIS = ['👍', '❤️', '😡', null] as const

/** What makes requests, by its place in a channel, and how it is asked; what is refused makes none. */
type Maker = (channel: Whole, to: Place) => readonly (readonly [string, Outcome])[]
export type Outcome = () => Rendering | NativeRequest | NativeRequest[] | null

/** With all parts: a maker is asked only where the channel has its member. */
export type Whole = Channel & {
  outbound: Required<ChannelOutbound>
  media: ChannelMedia
  files: Required<ChannelFiles>
  templates: ChannelTemplates
  profiles: ChannelProfiles
}

interface Place {
  recipient: Recipient
  target: Target
  account: { externalId: string }
  samples: readonly (readonly [string, OutboundContent])[]
}

const MAKERS: Readonly<Record<string, Maker>> = {
  'outbound.render': ({ outbound }, { samples, recipient, target, account }) =>
    samples.flatMap(([name, content]) =>
      Object.entries(OPTIONS).map(([option, more]) => {
        const message = { recipient, content, reference: REFERENCE, ...more(target) }
        return [`${name}${option}`, () => outbound.render(message, account)] as const
      }),
    ),
  'files.route': (channel, { recipient, target, account }) =>
    contentsWithFiles(channel, recipient).flatMap(([name, given]) =>
      Object.entries(OPTIONS).map(([option, more]) => {
        const send = () => {
          const { content, finish } = given()
          const message = { recipient, content, reference: REFERENCE, ...more(target) }
          return finish(channel.outbound.render(message, account))
        }
        return [`${name}${option}`, send] as const
      }),
    ),
  'outbound.edit': ({ outbound }, { samples, recipient, target, account }) =>
    samples.map(([name, content]) => [
      `edit: ${name}`,
      () => outbound.edit(recipient, target, content, account),
    ]),
  'outbound.remove': ({ outbound }, { recipient, target, account }) => [
    ['remove', () => outbound.remove(recipient, target, account)],
  ],
  'outbound.react': ({ outbound }, { recipient, target, account }) =>
    EMOJIS.map((emoji) => [`react: ${emoji}`, () => outbound.react(recipient, target, emoji, account)]),
  'outbound.hide': ({ outbound }, { recipient, target, account }) =>
    [true, false].map((hidden) => [
      hidden ? 'hide' : 'unhide',
      () => outbound.hide(recipient, target, hidden, account),
    ]),
  'outbound.privateReplies': ({ outbound }, { samples, recipient, target, account }) =>
    recipient.thread.type !== 'PRIVATE'
      ? []
      : samples.map(([name, content]) => [
          `${name} in private below a comment`,
          () =>
            outbound.render(
              {
                recipient,
                content,
                reference: REFERENCE,
                privateReplyTo: { externalId: target.externalId, data: {} },
              },
              account,
            ),
        ]),
  'outbound.typing': ({ outbound }, { recipient, target, account }) => [
    ['typing', () => outbound.typing(recipient, account, target)],
  ],
  'outbound.markRead': ({ outbound }, { recipient, target, account }) => [
    ['mark read', () => outbound.markRead(recipient, target, account)],
  ],
  'outbound.acknowledge': ({ outbound }) => [
    ['acknowledge', () => outbound.acknowledge('4382bfdwdsb323b2d9')],
  ],
  'outbound.identify': ({ outbound }, { account }) => [['identify', () => outbound.identify(account)]],
  'outbound.quota': ({ outbound }, { account }) => [['quota', () => outbound.quota.requests(account)]],
}

/** Parts and members that make no requests. */
const SILENT_PARTS = new Set('type name capabilities webhook normalize samples'.split(' '))
const SILENT = new Set([
  ...members(
    'outbound',
    'hosts limits kindLimits timeoutMs tries contents replyTokenMs givesBackReference publicContents repeatable authorize read usage readIdentity',
  ),
  ...members('templates', 'needsBusiness businessOf categories readList check readCreated readRemoved'),
  ...members('templates', 'variablesOf fill textOf'),
  ...members('files', 'kept namedBySend forgotten'),
  ...members('profiles', 'rate read'),
  ...members('media', 'tokenHosts refused'),
])

function members(part: string, names: string): string[] {
  return names.split(' ').map((name) => `${part}.${name}`)
}

/** Members that no list knows: their requests would go unchecked. */
export function unlistedMembers(channel: Channel): string[] {
  return Object.entries(channel)
    .filter(([part]) => !SILENT_PARTS.has(part))
    .flatMap(([part, own]) => Object.keys(own ?? {}).map((name) => `${part}.${name}`))
    .filter((path) => !SILENT.has(path) && !(path in MAKERS) && !(path in ACCOUNT_MAKERS))
}

export function requestsOf(channel: Channel): Made[] {
  const { outbound, samples, type } = channel
  if (!outbound) return []
  const account = { externalId: samples.account }
  const person = samples.customerId(7)
  const threads: Record<string, Recipient> = {
    'a person': { thread: { type: 'PRIVATE', externalId: person }, customerId: person },
    ...THREADS[type],
  }
  const inThreads = Object.entries(threads).flatMap(([who, recipient]) => {
    const target = targetIn(channel, recipient)
    const place = { recipient, target, account, samples: samplesFor(type) }
    return makersIn(MAKERS, channel)
      .flatMap((make) => make(channel as Whole, place))
      .flatMap(([name, outcome]) => made(outcome).map((request) => ({ of: `${name}, to ${who}`, request })))
  })
  const ofAccount = makersIn(ACCOUNT_MAKERS, channel)
    .flatMap((make) => make(channel as Whole, account))
    .flatMap(([name, outcome]) => made(outcome).map((request) => ({ of: name, request })))
  return [...inThreads, ...ofAccount]
}

function makersIn<M>(makers: Readonly<Record<string, M>>, channel: Channel): M[] {
  return Object.entries(makers).flatMap(([member, make]) => (has(channel, member) ? [make] : []))
}

/** Whether a channel has the member at the end of the path. */
function has(channel: object, path: string): boolean {
  return (
    path.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown>)?.[name], channel) !==
    undefined
  )
}

/** A message of the thread, by the id that the network's inbound half would give it. */
function targetIn({ type, samples }: Channel, { thread, customerId }: Recipient): Target {
  const tokens = { read: 'nz0x74mZT2mRnRead', quote: 'q3Plxr4AgKd', reply: 'nHuyWiB7yP5Zw52F' }
  if (type === 'TELEGRAM')
    return { externalId: `${thread.externalId.replace(/^(-\d+):\d+$/, '$1')}:42`, tokens }
  if (thread.type === 'PUBLIC') return { externalId: `${thread.externalId}_3`, tokens }
  const customer = { externalId: customerId ?? thread.externalId, name: 'สมชาย' }
  const at = new Date('2026-10-01T09:30:00Z')
  return {
    externalId: samples.externalId({ account: samples.account, customer, id: 42, text: '', at }),
    tokens,
  }
}

const REFUSALS = [Refusal, InvalidContent, UnsupportedContent]

function made(outcome: Outcome): NativeRequest[] {
  try {
    const result = outcome()
    if (result === null) return []
    if ('ok' in result) return result.ok ? result.requests : []
    return Array.isArray(result) ? result : [result]
  } catch (error) {
    if (REFUSALS.some((refusal) => error instanceof refusal)) return []
    throw error
  }
}
