import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { channels } from '../../src/channels/index.ts'
import { toGlobalId } from '../../src/schema/global-id.ts'
import { FileSender, hash } from '../support/file-sender.ts'
import { picture, upload } from '../support/files.ts'
import { document, film, sound } from '../support/sample-files.ts'
import { ON_ITS_WAY, Sender } from '../support/sender.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

let app: TestApp
let sender: FileSender
beforeAll(async () => {
  app = await startTestApp({}, { simulated: true })
  sender = new FileSender(app)
})
afterAll(async () => {
  await app?.stop()
})

const NETWORKS = channels.map((channel) => channel.type)
/** These are given the file before the send. */
const UPLOADING = ['WHATSAPP', 'FACEBOOK']
describe.each(NETWORKS)('on %s', (type) => {
  test.each([
    ['IMAGE', 'image', () => picture('jpeg', 640, 480), {}],
    ['VIDEO', 'video', async () => film(), {}],
    ['AUDIO', 'audio', async () => sound(), { duration: 3 }],
    ['FILE', 'file', async () => document(), { fileName: 'ใบเสนอราคา.pdf' }],
  ])('a file sent as %s reaches the customer byte by byte', async (as, seenAs, make, more) => {
    const { customer, conversationId } = await sender.meet(type)
    const bytes = await make()
    const file = await sender.uploaded(bytes)
    // LINE shows a picture before a film plays.
    const preview =
      as === 'VIDEO' ? { previewFileId: (await sender.uploaded(await picture('png', 320, 180))).id } : {}
    const sent = await sender.sendFile(conversationId, as, file, { ...more, ...preview })
    expect(sent).toMatchObject({ __typename: 'SendMessagePayload' })
    await sender.becomes(sent, ON_ITS_WAY)
    const out = await sender.files(type, customer)
    if (type === 'LINE' && as === 'FILE') {
      const [link] = /http:\S+/.exec(out[0]?.text ?? '') ?? []
      const fetched = Buffer.from(await (await fetch(link ?? '')).arrayBuffer())
      expect(hash(fetched)).toBe(file.sha256)
      return
    }
    expect(out).toHaveLength(1)
    expect(out[0]?.attachments).toMatchObject([{ type: seenAs, size: bytes.length, sha256: hash(bytes) }])
  })

  test('the inbox shows the file, which is kept as long as the message is there', async () => {
    const { conversationId } = await sender.meet(type)
    const bytes = await picture('png', 64, 64)
    const file = await sender.uploaded(bytes)
    const sent = await sender.sendFile(conversationId, 'IMAGE', file)
    const { node } = await app.query<{ node: { attachments: unknown[] } }>(
      'query ($id: ID!) { node(id: $id) { ... on Message { attachments { type state mimeType size url } } } }',
      { id: sent.message?.id },
    )
    expect(node.attachments).toMatchObject([
      { type: 'IMAGE', state: 'STORED', mimeType: 'image/png', size: bytes.length },
    ])
    const [row] = await app.rows<{ unused_since: Date | null }>(
      `SELECT unused_since FROM stored_files WHERE sha256 = decode('${file.sha256}', 'hex')`,
    )
    expect(row?.unused_since).toBeNull()
  })

  test('a file is seen under the name of its upload, unless the message gives another', async () => {
    const { customer, conversationId } = await sender.meet(type)
    const name = 'ใบเสนอราคา 2.pdf'
    const file = await sender.uploaded(document(), name)
    const shown = async (more: object) => {
      const sent = await sender.sendFile(conversationId, 'FILE', file, more)
      await sender.becomes(sent, ON_ITS_WAY)
      const { node } = await app.query<{ node: { attachments: { fileName: string }[] } }>(
        'query ($id: ID!) { node(id: $id) { ... on Message { attachments { fileName } } } }',
        { id: sent.message?.id },
      )
      const last = JSON.stringify((await sender.files(type, customer)).at(-1)).replaceAll('%20', ' ')
      return { seen: decodeURIComponent(last.replace(/%(?![0-9A-F]{2})/g, '%25')), ours: node.attachments[0] }
    }
    const first = await shown({})
    expect(first.seen).toContain(name)
    expect(first.ours).toEqual({ fileName: name })
    const second = await shown({ fileName: 'quote.pdf' })
    expect(second.seen).toContain('quote.pdf')
    expect(second.ours).toEqual({ fileName: 'quote.pdf' })
  })

  test('a file that is sent twice is given to the network once', async () => {
    const { customer, conversationId } = await sender.meet(type)
    const bytes = await picture('jpeg', 333, 111)
    const file = await sender.uploaded(bytes)
    for (const _ of [1, 2])
      await sender.becomes(await sender.sendFile(conversationId, 'IMAGE', file), ON_ITS_WAY)
    const out = await sender.files(type, customer)
    expect(out.map(({ attachments }) => attachments?.[0]?.sha256)).toEqual([file.sha256, file.sha256])
    const uploads = await app.rows(`SELECT 1 FROM send_attempts a JOIN messages m ON m.id = a.message_id
      WHERE a.kind = 'UPLOAD' AND m.conversation_id = '${rowOf(conversationId)}'`)
    expect(uploads).toHaveLength(UPLOADING.includes(type) ? 1 : 0)
    // What is held once over there has one id: links are fetched each time.
    const held = new Set(out.map(({ attachments }) => attachments?.[0]?.mediaId))
    expect(held.size).toBe(['LINE', 'INSTAGRAM'].includes(type) ? 2 : 1)
  })

  test('pictures of cards are files of the project, too', async () => {
    const { customer, conversationId } = await sender.meet(type)
    const pictures = [await picture('jpeg', 120, 80), await picture('png', 80, 120)]
    const files = await Promise.all(pictures.map((bytes) => sender.uploaded(bytes)))
    const cards = files.map(({ id }, n) => ({
      title: `Card ${n}`,
      imageFileId: id,
      buttons: [{ label: 'Choose', payload: `card-${n}` }],
    }))
    // With a text before them the cards would lie side by side there, which the simulator has not learnt.
    const text = type === 'WHATSAPP' ? {} : { text: 'Choose one' }
    const sent = await sender.send(conversationId, { carousel: { ...text, cards } })
    expect(sent).toMatchObject({ __typename: 'SendMessagePayload' })
    await sender.becomes(sent, ON_ITS_WAY)
    const out = await sender.files(type, customer)
    const attached = out.flatMap(({ attachments }) => attachments ?? []).flatMap(({ sha256 }) => sha256 ?? [])
    if (type === 'TELEGRAM') expect(attached).toEqual(pictures.map(hash))
    else {
      const [linked] = JSON.stringify(out).match(/http:[^"\\]+\/media\/[^"\\]+/g) ?? []
      const fetched = Buffer.from(await (await fetch(linked ?? '')).arrayBuffer())
      expect(hash(fetched)).toBe(hash(pictures[0] as Buffer))
    }
  })

  test('the preview names the file and keeps what is known only later open', async () => {
    const { conversationId } = await sender.meet(type)
    const file = await sender.uploaded(await picture('jpeg', 20, 20))
    const { previewMessage } = await app.query<{ previewMessage: { requests: unknown[] } }>(
      `mutation ($input: SendMessageInput!) { previewMessage(input: $input) {
         ... on PreviewMessagePayload { requests { url body files { field fileName size } } losses }
         ... on UserError { message } } }`,
      { input: { conversationId, content: { media: { type: 'IMAGE', fileId: file.id } } } },
    )
    const text = JSON.stringify(previewMessage)
    expect(previewMessage.requests).toHaveLength(UPLOADING.includes(type) ? 2 : 1)
    expect(text).not.toContain('parley-file')
    expect(text).not.toContain('.invalid')
    if (['LINE', 'INSTAGRAM'].includes(type)) expect(text).toContain('<signed link to the file>')
    else expect(text).toContain('"fileName":"photo.jpg"')
  })
})

test('a file goes with the last message that has it, its links too', async () => {
  const { conversationId } = await sender.meet('TELEGRAM')
  const file = await sender.uploaded(await picture('png', 48, 48))
  const send = async () => {
    const sent = await sender.sendFile(conversationId, 'IMAGE', file)
    await sender.becomes(sent, ON_ITS_WAY)
    return sent.message?.id ?? ''
  }
  const status = async () => (await fetch(file.url)).status
  const [first, second] = [await send(), await send()]
  await sender.mutate('deleteMessage', { messageId: first })
  expect(await status()).toBe(200)
  await sender.mutate('deleteMessage', { messageId: second })
  expect(await status()).toBe(404)
  expect(await sender.sendFile(conversationId, 'IMAGE', file)).toMatchObject({ code: 'NOT_FOUND' })
})

describe('before anything is sent', () => {
  test.each([
    ['WHATSAPP', 'IMAGE', () => picture('gif', 20, 20), 'JPEG and PNG'],
    ['WHATSAPP', 'VIDEO', async () => film(17 * 1024 * 1024), '16 MB'],
    ['WHATSAPP', 'AUDIO', async () => sound(17 * 1024 * 1024), '16 MB'],
    ['FACEBOOK', 'FILE', async () => document(26 * 1024 * 1024), '25 MB'],
    ['INSTAGRAM', 'FILE', async () => film(1000), 'PDF'],
    ['INSTAGRAM', 'IMAGE', () => picture('webp', 20, 20), 'JPEG, PNG and GIF'],
    ['LINE', 'IMAGE', () => picture('webp', 20, 20), 'JPEG and PNG'],
    ['LINE', 'VIDEO', async () => sound(1000), 'MP4'],
    ['TELEGRAM', 'STICKER', () => picture('png', 20, 20), 'WebP'],
  ])('%s is not given as %s what it would refuse', async (type, as, make, words) => {
    const { conversationId } = await sender.meet(type)
    const file = await sender.uploaded(await make())
    const sent = await sender.sendFile(conversationId, as, file, { duration: 1 })
    expect(sent).toMatchObject({ code: 'INVALID_CONTENT', path: ['input', 'content', 'media', 'fileId'] })
    expect(sent.reason).toContain(words)
    expect(sent.reason).toMatch(/\d+ bytes|this file is/)
  })

  test('what is not shown as a picture goes as a document, which is told as a loss', async () => {
    const { customer, conversationId } = await sender.meet('WHATSAPP')
    const bytes = await picture('webp', 30, 30)
    const file = await sender.uploaded(bytes)
    await sender.becomes(await sender.sendFile(conversationId, 'IMAGE', file), ON_ITS_WAY)
    const [seen] = await sender.files('WHATSAPP', customer)
    expect(seen?.attachments).toMatchObject([{ type: 'file', sha256: hash(bytes) }])
  })

  test('a file of another project, one that is unknown and no id at all answer the same', async () => {
    const { conversationId } = await sender.meet('WHATSAPP')
    const foreign = await app.app.files.receive(app.demo.other.projectId, chunks(document(500)), {
      keptUntil: new Date(Date.now() + 3_600_000),
    })
    const answers = []
    for (const fileId of [
      toGlobalId('MediaFile', foreign.id),
      toGlobalId('MediaFile', '0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001'),
      conversationId,
      'nonsense',
    ])
      answers.push(await sender.send(conversationId, { media: { type: 'FILE', fileId } }))
    const [first] = answers
    expect(first).toMatchObject({ code: 'NOT_FOUND', path: ['input', 'content', 'media', 'fileId'] })
    for (const answer of answers) expect(answer).toEqual(first)
  })

  test('a program that a customer sent is not passed on', async () => {
    const { conversationId } = await sender.meet('TELEGRAM')
    const program = Buffer.concat([Buffer.from('MZ'), document(500)])
    const { id } = await app.app.files.receive(app.demo.main.projectId, chunks(program), {
      keptUntil: new Date(Date.now() + 3_600_000),
    })
    const content = { media: { type: 'FILE', fileId: toGlobalId('MediaFile', id) } }
    const sent = await sender.send(conversationId, content)
    expect(sent).toMatchObject({ code: 'INVALID_CONTENT', path: ['input', 'content', 'media', 'fileId'] })
  })

  test('a file is named in one way', async () => {
    const { conversationId } = await sender.meet('WHATSAPP')
    const file = await sender.uploaded(await picture('jpeg', 20, 21))
    for (const more of [{ url: 'https://shop.example/a.jpg' }, { externalId: '1' }])
      expect(await sender.sendFile(conversationId, 'IMAGE', file, more)).toMatchObject({
        code: 'INVALID_INPUT',
      })
    expect(await sender.send(conversationId, { media: { type: 'IMAGE' } })).toMatchObject({
      code: 'INVALID_INPUT',
    })
  })

  test('a network that fetches files says what to configure where it cannot reach us', async () => {
    const unreachable = await startTestApp({ PARLEY_SIMULATOR_URL: '' })
    try {
      // Without a token no network is called.
      await unreachable.rows('UPDATE platforms SET credentials_encrypted = NULL')
      const line = unreachable.platform('LINE')
      await unreachable.write(line, { n: 1, text: 'Hello' })
      await unreachable.settled()
      const [row] = await unreachable.rows<{ id: string }>(
        `SELECT c.id FROM conversations c JOIN platforms p ON p.id = c.platform_id
         WHERE p.external_id = '${line.externalId}' ORDER BY c.created_at DESC LIMIT 1`,
      )
      const { file } = await upload(unreachable, await picture('jpeg', 20, 20))
      const sent = await new Sender(unreachable).send(toGlobalId('Conversation', row?.id ?? ''), {
        media: { type: 'IMAGE', fileId: file.id },
      })
      expect(sent).toMatchObject({ code: 'INVALID_CONTENT' })
      expect(sent.reason).toContain('PARLEY_PUBLIC_URL')
    } finally {
      await unreachable.stop()
    }
  })
})

function rowOf(globalId: string): string {
  return Buffer.from(globalId, 'base64').toString().split(':')[1] ?? ''
}

async function* chunks(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes
}
