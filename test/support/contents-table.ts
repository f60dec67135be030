/** docs/contents-table.md: what each sample content becomes, in requests and before the customer's eyes. */
import type { SimulatedButton, SimulatedMessage } from '../../src/simulator/message-types.ts'

export interface Row {
  sample: string
  /** Why it was refused: then nothing else is there. */
  refused?: string
  requests: { method: string; path: string; body: unknown }[]
  seen: SimulatedMessage[]
  losses: string[]
}

const INTRODUCTION = `# The contents, network by network

Made by \`test/flows/contents.test.ts\`, which sends every sample of \`test/support/sample-contents.ts\` through
\`sendMessage\` to a simulated customer: \`npx vitest run test/flows/contents.test.ts -u\` writes it anew. Requests are
shown by their shape, \`[n]\` being how many there are; texts beyond 40 characters by their length, buttons in brackets.
[contents.md](contents.md) is the overview.
`

export function contentsTable(networks: ReadonlyMap<string, readonly Row[]>): string {
  const sections = [...networks].map(([name, rows]) =>
    [
      `## ${name}\n`,
      '| content | requests | what the customer sees | losses |',
      '|---|---|---|---|',
      ...rows.map(rowOf),
    ].join('\n'),
  )
  return `${[INTRODUCTION, ...sections].join('\n')}\n`
}

function rowOf({ sample, refused, requests, seen, losses }: Row): string {
  const cells =
    refused === undefined
      ? [
          folded(requests.map(requestLine)),
          seen.length > 0 ? folded(seen.map(seenLine)) : 'not sent here: the id is the network’s own',
          losses.join(' '),
        ]
      : ['', `refused: ${refused}`, '']
  return `| ${[sample, ...cells].map(cell).join(' | ')} |`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*').replaceAll('\n', ' ')
}

/** The same again and again is counted. */
function folded(lines: readonly string[]): string {
  const groups: { line: string; count: number }[] = []
  for (const line of lines) {
    const last = groups.at(-1)
    if (last?.line === line) last.count += 1
    else groups.push({ line, count: 1 })
  }
  return groups.map(({ line, count }) => (count > 1 ? `${count} × ${line}` : line)).join('; ')
}

/** Whom it is for, and our own reference, are the same everywhere. */
const ENVELOPE = new Set(
  'recipient messaging_type messaging_product recipient_type to chat_id replyToken biz_opaque_callback_data metadata'.split(
    ' ',
  ),
)

function requestLine({ method, path, body }: Row['requests'][number]): string {
  const edge = path.split('/').at(-1) ?? ''
  const { messages } = (body ?? {}) as { messages?: unknown[] }
  // Of several messages in one request each is shown.
  const said = messages ? messages.map((message) => shape(message)).join(' + ') : shape(body)
  const line = `${method === 'POST' ? '' : `${method} `}${edge} ${said}`
  return `\`${line.length > MOST ? `${line.slice(0, MOST)}…` : line}\``
}

/** Flex messages are long, and begin with what tells them apart. */
const MOST = 180

/** Names of members; of words that say what kind it is, the words; of lists, how many and the first. */
function shape(value: unknown): string {
  if (Array.isArray(value)) return `[${value.length}]${shape(value[0])}`
  if (typeof value !== 'object' || value === null) return ''
  const members = Object.entries(value).filter(([name]) => !ENVELOPE.has(name))
  const shown = members.map(([name, one]) =>
    /(^|_)type$|^method$|^layout$/.test(name) ? `${name}=${String(one)}` : `${name}${shape(one)}`,
  )
  return shown.length === 0 ? '' : `{${shown.join(', ')}}`
}

function seenLine({ type, text, buttons, cards, attachments }: SimulatedMessage): string {
  const files = (attachments ?? []).map(({ type, url, name, address, phone, fileName }) =>
    [...new Set([type, name, address, phone, fileName, url?.split('/').at(-1)])].filter(Boolean).join(' '),
  )
  const shownCards = cards?.map(({ title, subtitle, imageUrl, buttons: own, url }) =>
    [
      imageUrl && 'picture',
      quoted(title),
      subtitle && quoted(subtitle),
      url && 'opens',
      folded(own.map(label)),
    ]
      .filter(Boolean)
      .join(' '),
  )
  const parts = [
    ...files,
    text === null ? '' : quoted(text),
    (buttons ?? []).length > 5
      ? `${buttons?.length} of ${label(buttons?.[0])}`
      : (buttons ?? []).map(label).join(' '),
    shownCards
      ? `${shownCards.length === 1 ? 'a card' : `${shownCards.length} cards`}: ${shownCards.slice(0, 3).join(' / ')}`
      : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? type : parts.join(' ')
}

function quoted(text: string): string {
  const length = Array.from(text).length
  return length > 40 ? `“${Array.from(text).slice(0, 12).join('')}…” (${length})` : `“${text}”`
}

function label(button: SimulatedButton | undefined): string {
  return button
    ? `[${button.kind === 'url' ? '↗ ' : button.kind === 'call' ? '☎ ' : ''}${short(button.label)}]`
    : ''
}

function short(text: string): string {
  return Array.from(text).length > 24 ? `${Array.from(text).slice(0, 12).join('')}…` : text
}
