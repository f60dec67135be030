import { existsSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../src/infra/uuid.ts'
import { picture, type Uploaded, upload } from '../support/files.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

/** Debian's package `chromium`; without it the same links are fetched without a browser in media.test.ts. */
const executablePath = '/usr/bin/chromium'
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
]
const FORMATS = ['jpeg', 'png', 'gif', 'webp', 'avif'] as const
const PICTURES = 20

const INBOX = `<!doctype html><meta charset="utf-8"><title>Inbox</title><main></main><script>
async function ask(api, key, query) {
  const response = await fetch(api + '/graphql', { method: 'POST', body: JSON.stringify({ query }),
    headers: { 'content-type': 'application/json', authorization: 'Bearer ' + key } })
  return (await response.json()).data
}
async function show(api, key) {
  const query = '{ conversations(first: 20) { nodes { messages(last: 50) { nodes { attachments { url thumbnailUrl } } } } } }'
  const { conversations } = await ask(api, key, query)
  const attachments = conversations.nodes.flatMap((one) => one.messages.nodes).flatMap((one) => one.attachments)
  const urls = attachments.flatMap(({ url, thumbnailUrl }) => thumbnailUrl ? [url, thumbnailUrl] : [])
  for (const url of urls) document.querySelector('main').append(Object.assign(new Image(), { src: url }))
  return urls.length
}
async function send(api, key) {
  const form = new FormData()
  form.set('file', new Blob(['Hello from a page']), 'hello.txt')
  const request = new XMLHttpRequest()
  const progress = []
  request.upload.onprogress = (event) => progress.push(event.loaded)
  request.open('POST', api + '/media')
  request.setRequestHeader('authorization', 'Bearer ' + key)
  await new Promise((resolve, reject) => { request.onload = resolve; request.onerror = reject; request.send(form) })
  return { status: request.status, answer: JSON.parse(request.responseText), progress }
}
</script>`

describe.skipIf(!existsSync(executablePath))('an inbox on another origin in a browser', () => {
  let app: TestApp
  let pages: Server
  let origin: string
  let browser: Browser
  beforeAll(async () => {
    pages = createServer((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(INBOX),
    )
    await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve))
    // Another site, and not only another port.
    origin = `http://localhost:${(pages.address() as AddressInfo).port}`
    app = await startTestApp({ PARLEY_CORS_ORIGINS: origin })
    browser = await chromium.launch({ executablePath, args })
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
    await new Promise((resolve) => pages?.close(resolve))
  })

  const uploaded = async (bytes: Buffer, name: string): Promise<Uploaded> =>
    (await upload(app, bytes, { name })).file

  test('shows the pictures of its conversations, and their thumbnails, through signed links', async () => {
    await app.write(app.platform('TELEGRAM'), { n: 1, text: 'Twenty pictures' })
    await app.settled()
    for (let n = 0; n < PICTURES; n += 1) {
      const format = FORMATS[n % FORMATS.length] ?? 'png'
      const { id } = await uploaded(await picture(format, 400 + n, 300), `picture ${n}.${format}`)
      await attach(id, n)
    }
    const page = await browser.newPage()
    const failed: string[] = []
    page.on('console', (message) => message.type() === 'error' && failed.push(message.text()))
    await page.goto(origin)
    expect(await page.evaluate(`show('${app.url}', '${app.demo.main.apiKey}')`)).toBe(2 * PICTURES)
    const widths = () => page.$$eval('img', (images) => images.map((image) => image.naturalWidth))
    await expect
      .poll(async () => (await widths()).filter((width) => width > 0).length, { timeout: 20_000 })
      .toBe(2 * PICTURES)
    expect(await widths()).toEqual(expect.arrayContaining([400, 419, 320]))
    expect(failed).toEqual([])
    await page.close()
  })

  test('uploads with progress', async () => {
    const page = await browser.newPage()
    await page.goto(origin)
    const sent = (await page.evaluate(`send('${app.url}', '${app.demo.main.apiKey}')`)) as {
      status: number
      answer: { file: Uploaded }
      progress: number[]
    }
    expect(sent).toMatchObject({
      status: 201,
      answer: { file: { fileName: 'hello.txt', mimeType: 'text/plain' } },
    })
    expect(sent.progress.length).toBeGreaterThan(0)
    await page.close()
  })

  test.each([
    ['drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>fetch("/ran")</script></svg>'],
    ['page.html', '<!doctype html><script>fetch("/ran")</script>'],
    ['page.gif', 'GIF89a/*\u0001\u0001*/=1;fetch("/ran")//<script>fetch("/ran")</script>'],
  ])('runs nothing of %s, opened, framed or taken for a script', async (name, content) => {
    const response = await fetch(`${app.url}/media`, {
      method: 'POST',
      headers: { authorization: `Bearer ${app.demo.main.apiKey}`, 'x-file-name': name },
      body: content,
    })
    const { file } = (await response.json()) as { file?: Uploaded }
    // What only pretends to be a picture is not even taken in.
    if (!file) return expect(response.status).toBe(422)
    const page = await browser.newPage()
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    const download = page.waitForEvent('download')
    await page.goto(file.url).catch(() => undefined) // a download ends the navigation
    expect((await download).suggestedFilename()).toBe(name)
    await page.goto(origin)
    await page.evaluate(
      `for (const [tag, key] of [['iframe', 'src'], ['script', 'src'], ['object', 'data']])
         document.body.append(Object.assign(document.createElement(tag), { [key]: '${file.url}' }))`,
    )
    await expect
      .poll(() => asked.filter((path) => path.includes(file.id) || path.startsWith('/media/')).length)
      .toBeGreaterThan(2)
    expect(asked).not.toContain('/ran')
    await page.close()
  })

  async function attach(globalId: string, position: number): Promise<void> {
    const fileId = Buffer.from(globalId, 'base64').toString().split(':')[1]
    await app.rows(`
      INSERT INTO attachments (project_id, id, message_id, position, type, state, file_id)
      SELECT project_id, '${newId()}', id, ${position}, 'IMAGE', 'STORED', '${fileId}'
      FROM messages WHERE project_id = '${app.demo.main.projectId}' LIMIT 1`)
  }
})
