import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toGlobalId } from '../../src/schema/global-id.ts'
import { Sender, text } from '../support/sender.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

let app: TestApp
let sender: Sender
beforeAll(async () => {
  app = await startTestApp({}, { simulated: true })
  sender = new Sender(app)
})
afterAll(async () => {
  await app?.stop()
})

describe('bad input', () => {
  const buttons = (count: number, label = 'x') => ({
    buttons: {
      text: 'Choose',
      buttons: Array.from({ length: count }, (_, n) => ({ label: `${label}${n}`, payload: `p${n}` })),
    },
  })

  test.each([
    ['an empty text', text('')],
    ['white space', text(' \n ')],
    ['a hundred and one buttons', buttons(101)],
    ['a label of 300 characters', buttons(1, 'a'.repeat(300))],
    ['a text that cannot be stored', text('a\u0000b')],
    ['half of an emoji', text('a\ud83d')],
    [
      'a private address in a template',
      { template: { name: 'x', language: 'th', components: [{ link: 'http://10.0.0.1/x' }] } },
    ],
    ['a private address', { media: { type: 'IMAGE', url: 'http://169.254.169.254/latest' } }],
    [
      'an address of this machine',
      { buttons: { text: 'x', buttons: [{ label: 'go', url: 'https://localhost/' }] } },
    ],
  ])('%s is refused before anything is sent, wherever it is a rule', async (name, content) => {
    // LINE has no most: what its template cannot hold becomes a bubble of its own making.
    const networks = ['FACEBOOK', 'INSTAGRAM', 'WHATSAPP', ...(name.includes('hundred') ? [] : ['LINE'])]
    for (const type of networks) {
      const { conversationId } = await sender.meet(type)
      const { __typename, reason } = await sender.send(conversationId, content)
      expect(`${type} ${__typename} ${reason}`).toMatch(
        /InvalidContentError|UnsupportedContentError|InvalidInputError/,
      )
    }
  })

  test('two contents or none are refused by the schema', async () => {
    const { conversationId } = await sender.meet('WHATSAPP')
    await expect(
      sender.send(conversationId, { ...text('a'), location: { latitude: 1, longitude: 2 } }),
    ).rejects.toThrow(/exactly one/i)
    await expect(sender.send(conversationId, {})).rejects.toThrow(/exactly one/i)
  })

  test('ids that are foreign, malformed, mistyped or missing all answer NOT_FOUND', async () => {
    const foreign = await app.rows<{ id: string }>(
      `INSERT INTO conversations (id, project_id, platform_id, external_id) SELECT gen_random_uuid(), project_id, id, 'theirs'
       FROM platforms WHERE project_id = '${app.demo.other.projectId}' LIMIT 1 RETURNING id`,
    )
    const ids = [
      toGlobalId('Conversation', foreign[0]?.id ?? ''),
      toGlobalId('Conversation', '0190a000-0000-7000-8000-000000000000'),
      toGlobalId('Message', foreign[0]?.id ?? ''),
      'nonsense',
    ]
    const answers = await Promise.all(ids.map((id) => sender.send(id, text('hi'))))
    expect(new Set(answers.map((answer) => `${answer.code} ${answer.reason}`)).size).toBe(1)
    expect(answers[0]).toMatchObject({ code: 'NOT_FOUND' })
  })
})
