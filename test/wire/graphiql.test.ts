import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/test-app.ts'

/** Debian's package `chromium`; without it the page is checked without a browser in graphql.test.ts. */
const executablePath = '/usr/bin/chromium'
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

describe.skipIf(!existsSync(executablePath))('GraphiQL in a browser', () => {
  let app: TestApp
  let browser: Browser
  beforeAll(async () => {
    app = await startTestApp({}, { showDemoKey: true })
    browser = await chromium.launch({ executablePath, args })
  })
  afterAll(async () => {
    await browser?.close()
    await app?.stop()
  })

  test('answers its first example and shows messages as they arrive, with nothing to type', async () => {
    const page = await browser.newPage()
    const outside: string[] = []
    page.on('request', (request) => {
      if (!request.url().includes(app.url) && !/^(blob|data):/.test(request.url()))
        outside.push(request.url())
    })
    await page.goto(`${app.url}/graphql`)
    const execute = page.locator('button.graphiql-execute-button')
    const result = page.locator('.result-window')
    await execute.click()
    await result.getByText('changeCursor').waitFor()

    const subscription = 'subscription { messageReceived { content } }'
    await page.goto(`${app.url}/graphql?query=${encodeURIComponent(subscription)}`)
    await page.getByText('messageReceived').first().waitFor()
    await execute.click()
    await expect
      .poll(
        async () => {
          await app.write(app.platform('WHATSAPP'), { n: Date.now(), text: 'seen-in-the-browser' })
          return await result.textContent()
        },
        { timeout: 15_000, interval: 500 },
      )
      .toContain('seen-in-the-browser')
    expect(outside).toEqual([])
  })
})
