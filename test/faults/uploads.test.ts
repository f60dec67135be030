import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { askSimulator, registerAccounts } from '../../src/demo/simulator.ts'
import { toGlobalId } from '../../src/schema/global-id.ts'
import { start as startSimulator } from '../../src/simulator/server.ts'
import { createTestDatabase, withClient } from '../support/database.ts'
import { upload } from '../support/files.ts'
import { document } from '../support/sample-files.ts'
import type { TestApp } from '../support/test-app.ts'
import { waitFor } from '../support/wait.ts'
import { startCluster } from './support/flood.ts'

const MB = 1024 * 1024
const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

interface Attempt {
  kind: string
  outcome: string | null
}

interface SeenMessage {
  direction: string
  attachments?: { sha256?: string }[]
}

test('workers that are killed while a file goes out leave it to others, who send it once', {
  timeout: 120_000,
}, async () => {
  const { url: databaseUrl, drop } = await createTestDatabase()
  const simulator = await startSimulator({ retryDelaysMs: [100, 500] })
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-test-'))
  const more = { PARLEY_SIMULATOR_URL: simulator.url, PARLEY_DATA_DIR: dataDir }
  const cluster = await startCluster(databaseUrl, inject('redisUrl'), more)
  const rows = <T extends object>(sql: string) =>
    withClient(databaseUrl, async (client) => (await client.query<T>(sql)).rows)
  try {
    await registerAccounts(simulator.url, cluster.demo, cluster.url)
    const account = cluster.project.platforms.find(({ type }) => type === 'WHATSAPP')?.externalId
    const talk = '/customers/WHATSAPP/66810009999/messages'
    await askSimulator(simulator.url, talk, { account, text: 'Hello' })
    const known = `SELECT id FROM conversations WHERE external_id = '66810009999'`
    await waitFor(async () => (await rows(known)).length === 1, { what: 'the conversation' })
    const [conversation] = await rows<{ id: string }>(known)
    const bytes = document(3 * MB)
    const target = { url: cluster.url, demo: cluster.demo } as TestApp
    const { file } = await upload(target, bytes, { name: 'offer.pdf', apiKey: cluster.project.apiKey })
    // The network takes the file and says nothing for longer than anybody waits.
    await askSimulator(simulator.url, '/faults', {
      network: 'WHATSAPP',
      operation: 'uploadMedia',
      fault: 'timeout',
      delayMs: 120_000,
      times: 1,
    })
    const response = await fetch(`${cluster.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${cluster.project.apiKey}` },
      body: JSON.stringify({
        query: `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { __typename ... on UserError { message } } }`,
        variables: {
          input: {
            conversationId: toGlobalId('Conversation', conversation?.id ?? ''),
            content: { media: { type: 'FILE', fileId: file.id } },
          },
        },
      }),
    })
    expect(await response.json()).toMatchObject({
      data: { sendMessage: { __typename: 'SendMessagePayload' } },
    })
    const attempts = () => rows<Attempt>('SELECT kind, outcome FROM send_attempts ORDER BY started_at')
    const isOut = async () => {
      const { faults } = await askSimulator<{ faults: { fired: number }[] }>(simulator.url, '/faults')
      return faults[0]?.fired === 1
    }
    await waitFor(isOut, { timeout: 20_000, what: 'the upload' })
    await Promise.all(cluster.workers.map((worker) => worker.kill()))
    expect(await attempts()).toEqual([{ kind: 'UPLOAD', outcome: null }])
    await Promise.all(cluster.workers.map((worker) => worker.start()))
    await waitFor(async () => (await attempts()).length === 3, { timeout: 60_000, what: 'the send' })
    await waitFor(async () => (await attempts()).every(({ outcome }) => outcome !== null))
    expect(await attempts()).toEqual([
      { kind: 'UPLOAD', outcome: 'UNKNOWN' },
      { kind: 'UPLOAD', outcome: 'ACCEPTED' },
      { kind: 'SEND', outcome: 'ACCEPTED' },
    ])
    const { messages } = await askSimulator<{ messages: SeenMessage[] }>(
      simulator.url,
      `${talk}?account=${account}`,
    )
    const out = messages.filter(({ direction }) => direction === 'OUT')
    expect(out.map(({ attachments }) => attachments?.[0]?.sha256)).toEqual([hash(bytes)])
  } finally {
    await cluster.stop()
    await simulator.close()
    await drop()
    await rm(dataDir, { recursive: true, force: true })
  }
})
