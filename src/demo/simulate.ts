import { readFileSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { parseArgs } from 'node:util'
import { channelOf } from '../channels/index.ts'
import { readConfig } from '../config.ts'
import { samplePicture } from '../simulator/sample-files.ts'
import { type DemoFile, type DemoPlatform, readDemoFile } from './demo-file.ts'
import { askSimulator, giveFile } from './simulator.ts'

/** `npm run simulate -- …`: acts as a customer of the running demo, through its simulator. */

const networksOf = (demo: DemoFile | undefined) =>
  (demo?.platforms ?? []).map((platform) => platform.type.toLowerCase()).join(', ') ||
  '(start the demo first: npm start)'

const usage = (demo: DemoFile | undefined) => `Usage:
  npm run simulate -- <network> "<text>" [--as "<customer's name>"]     writes
  npm run simulate -- <network> --comment "<text>" [--as "<name>"] [--below <comment id>]   comments in public
  npm run simulate -- <network> --file <path> [--caption "<text>"]      sends a file
  npm run simulate -- <network> --picture [--caption "<text>"]          sends a picture that is built in
  npm run simulate -- read <network> [--as "<customer's name>"]         shows what the customer sees, and reads it
  npm run simulate -- fault <kind> [--network <network>] [--times <n>] [--probability <0..1>]
  npm run simulate -- fault clear
Networks: ${networksOf(demo)}
Faults:   drop, error500, rateLimit, expiredToken, blocked, timeout, refuseConnection (of calls);
          expiredLink, cutOff, changedBytes, wrongType, compressed, redirect, endless, tooLarge (of files);
          duplicate, reorder, batch, delay, echoFirst, statusFirst (of webhooks)
Example:  npm run simulate -- whatsapp "สวัสดี ราคาเท่าไหร่" --as Malee`

/** The same name is the same customer each time. */
function numberOf(name: string): number {
  let hash = 0
  for (const char of name) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 900_000
  return 1000 + hash
}

function fail(message: string, demo?: DemoFile): never {
  console.error(`${message}\n\n${usage(demo)}`)
  process.exit(1)
}

interface Command {
  demo: DemoFile
  words: string[]
  name: string
  options: {
    network?: string | undefined
    times?: string | undefined
    probability?: string | undefined
    comment?: string | undefined
    below?: string | undefined
    file?: string | undefined
    picture?: boolean | undefined
    caption?: string | undefined
  }
}

interface Customer {
  platform: DemoPlatform
  path: string
}

function customerOf({ demo, name }: Command, network: string): Customer {
  const platform = demo.platforms.find((one) => one.type === network.toUpperCase())
  if (!platform) fail(`The demo has no platform of the network "${network}".`, demo)
  const id = channelOf(platform.type)?.samples.customerId(numberOf(name)) ?? ''
  return { platform, path: `/customers/${platform.type}/${id}` }
}

async function write(command: Command): Promise<void> {
  const { demo, words, name } = command
  const [network = '', ...rest] = words
  const text = rest.join(' ')
  const file = givenFile(command)
  if (text === '' && !file) fail('Say which network and what to write.', demo)
  const { platform, path } = customerOf(command, network)
  const said = file ? { content: await contentOf(command, file) } : { text }
  await askSimulator(demo.simulator, `${path}/messages`, { account: platform.externalId, name, ...said })
  const told = file ? `${file.fileName} (${file.bytes.length} bytes)` : text
  console.log(`${name} ${file ? 'sent' : 'wrote'} on ${platform.type}: ${told}\nSee it at ${demo.graphql}`)
}

interface GivenFile {
  bytes: Buffer
  fileName: string
  mimeType: string
}

const TYPES = new Map([
  ['.png', 'image/png'],
  ['.jpg', 'image/jpeg'],
  ['.jpeg', 'image/jpeg'],
  ['.webp', 'image/webp'],
  ['.mp4', 'video/mp4'],
  ['.3gp', 'video/3gpp'],
  ['.ogg', 'audio/ogg'],
  ['.mp3', 'audio/mpeg'],
  ['.m4a', 'audio/mp4'],
  ['.pdf', 'application/pdf'],
  ['.txt', 'text/plain'],
])

function givenFile({ demo, options }: Command): GivenFile | null {
  const { file, picture } = options
  if (file === undefined)
    return picture ? { bytes: samplePicture(), fileName: 'picture.png', mimeType: 'image/png' } : null
  try {
    const mimeType = TYPES.get(extname(file).toLowerCase()) ?? 'application/octet-stream'
    return { bytes: readFileSync(file), fileName: basename(file), mimeType }
  } catch (error) {
    return fail(`The file cannot be read: ${(error as Error).message}`, demo)
  }
}

/** A kind that people see; what has none of its own is a document. */
async function contentOf({ demo, options }: Command, file: GivenFile) {
  const kind = /^(image|video|audio)\//.exec(file.mimeType)?.[1] ?? 'file'
  const { caption } = options
  return { type: kind, mediaId: await giveFile(demo.simulator, file), ...(caption && { caption }) }
}

async function comment(command: Command): Promise<void> {
  const { demo, words, name, options } = command
  const { comment: text = '', below } = options
  if (text === '') fail('Say what to comment.', demo)
  const { platform, path } = customerOf(command, words[0] ?? '')
  const { message } = await askSimulator<{ message: { id: string } }>(demo.simulator, `${path}/comments`, {
    account: platform.externalId,
    name,
    text,
    ...(below !== undefined && { parentId: below }),
  })
  console.log(
    `${name} commented on ${platform.type}: ${text}\nIts id there: ${message.id}\nSee it at ${demo.graphql}`,
  )
}

interface SeenMessage {
  direction: 'IN' | 'OUT'
  edited?: boolean
  deleted?: boolean
  isHidden?: boolean
  reactions: { emoji: string }[]
  type: string
  text: string | null
  buttons?: { label: string }[]
  status: string
  at: string
}

async function read(command: Command): Promise<void> {
  const { demo, words, name } = command
  const { platform, path } = customerOf(command, words[1] ?? '')
  const account = platform.externalId
  const { messages } = await askSimulator<{ messages: SeenMessage[] }>(
    demo.simulator,
    `${path}/messages?account=${account}`,
  )
  console.log(`What ${name} sees on ${platform.type}:`)
  for (const message of messages) console.log(lineOf(message, name))
  if (messages.length === 0) console.log('  nothing yet')
  else await askSimulator(demo.simulator, `${path}/read`, { account })
}

/** Shown with their words, as people see both. */
const FILES = ['image', 'video', 'audio', 'file', 'document', 'sticker']

function lineOf(message: SeenMessage, name: string): string {
  const { direction, type, text, buttons = [], reactions, edited, deleted, isHidden, at } = message
  const from = direction === 'IN' ? name : 'you'
  const kind = FILES.includes(type.toLowerCase()) || text === null ? `(${type.toLowerCase()}) ` : ''
  const words = deleted ? '(deleted)' : `${kind}${text ?? ''}`.trim()
  const marks = [
    ...(deleted ? [] : buttons.map((button) => `[${button.label}]`)),
    ...reactions.map((reaction) => reaction.emoji),
    ...(edited && !deleted ? ['(edited)'] : []),
    ...(type === 'comment' ? [isHidden ? '(comment, hidden)' : '(comment)'] : []),
  ]
  return `  ${at.slice(11, 19)}  ${from.padEnd(12)} ${[words, ...marks].join(' ')}`
}

async function setFault({ demo, words, options }: Command): Promise<void> {
  const [, fault = ''] = words
  if (fault === '') fail('Say which fault.', demo)
  if (fault === 'clear') {
    await fetch(`${demo.simulator}/sim/faults`, { method: 'DELETE' })
    return console.log('The networks work as usual again.')
  }
  const { network, times, probability } = options
  if (network && !demo.platforms.some((one) => one.type === network.toUpperCase()))
    fail(`The demo has no platform of the network "${network}".`, demo)
  const rule = {
    fault,
    ...(network && { network: network.toUpperCase() }),
    ...(times && { times: Number(times) }),
    ...(probability && { probability: Number(probability) }),
  }
  await askSimulator(demo.simulator, '/faults', rule)
  console.log(`From now on: ${JSON.stringify(rule)}. Undo it: npm run simulate -- fault clear`)
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      as: { type: 'string', default: 'Malee' },
      network: { type: 'string' },
      times: { type: 'string' },
      probability: { type: 'string' },
      comment: { type: 'string' },
      below: { type: 'string' },
      file: { type: 'string' },
      picture: { type: 'boolean' },
      caption: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  const demo = readDemoFile(readConfig().dataDir)
  if (values.help) return console.log(usage(demo))
  if (positionals.length === 0) fail('Say what to do.', demo)
  if (!demo) fail('There is no demo here: run npm start in this folder first.')
  const command: Command = { demo, words: positionals, name: values.as, options: values }
  const verbs = new Map([
    ['read', read],
    ['fault', setFault],
  ])
  try {
    const usual = values.comment === undefined ? write : comment
    await (verbs.get(positionals[0] ?? '') ?? usual)(command)
  } catch (error) {
    const { cause, message } = error as Error
    if (!(cause instanceof Error)) fail(message, demo)
    fail(
      `${demo.simulator} does not answer (${cause.message}). Is the demo running? Start it with npm start.`,
    )
  }
}

await main()
