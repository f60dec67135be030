import { afterAll, beforeAll, expect, test } from 'vitest'
import { toGlobalId } from '../../src/schema/global-id.ts'
import { type Recorder, startRecorder } from '../support/recorder.ts'
import { startTestApp, type TestApp } from '../support/test-app.ts'

let recorder: Recorder
let app: TestApp
beforeAll(async () => {
  recorder = await startRecorder()
  app = await startTestApp({ PARLEY_SIMULATOR_URL: recorder.url }, { simulated: true })
  recorder.forwardTo(app.simulator?.url ?? '')
})
afterAll(async () => {
  await app?.stop()
  recorder?.close()
})

const callsAboutQuota = () => recorder.calls.filter(({ path }) => path.includes('/quota'))

test('the network is asked for the quota of an account once, however often a list names it', async () => {
  const line = toGlobalId('Platform', app.platform('LINE').uuid)
  const fields = Array.from({ length: 10 }, (_, n) => `q${n}: quotaUsage { used unit }`).join(' ')
  const { nodes } = await app.query<{ nodes: object[] }>(
    `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Platform { ${fields} } } }`,
    { ids: [line, line] },
  )
  expect(nodes).toHaveLength(2)
  for (const node of nodes)
    expect(Object.values(node)).toEqual(Array(10).fill({ used: 0, unit: expect.any(String) }))
  const times = Map.groupBy(callsAboutQuota(), ({ path }) => path)
  expect([...times.values()].map((calls) => calls.length)).toEqual([1, 1])
})

test('a network without a quota answers null', async () => {
  const { node } = await app.query<{ node: object }>(
    'query ($id: ID!) { node(id: $id) { ... on Platform { quotaUsage { used } } } }',
    { id: toGlobalId('Platform', app.platform('WHATSAPP').uuid) },
  )
  expect(node).toEqual({ quotaUsage: null })
})
