import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Role, roles } from '../../src/domain/access/permissions.ts'
import { newId } from '../../src/infra/uuid.ts'
import { type NodeType, toGlobalId } from '../../src/schema/global-id.ts'
import { schema } from '../../src/schema/index.ts'
import { startProvider, type TestProvider } from '../support/identity-provider.ts'
import { askOverHttp } from '../support/isolation/ask-http.ts'
import { type IdSlot, idSlots, nestedSlots, slotName } from '../support/isolation/id-slots.ts'
import { type PlantedTenant, plantTenant } from '../support/isolation/plant-tenant.ts'
import { anonymous, idOf, leaksIn, operationOf } from '../support/isolation/slot-operations.ts'
import { askAs, codesOf, keyOf, memberOf } from '../support/principals.ts'
import { NOWHERE, startTestApp, type TestApp } from '../support/test-app.ts'

/**
 * Every id that the graph takes × every role × foreign and missing, over HTTP. What each role may do in its own
 * project is in roles.test.ts; ids of every other kind, as the owner, in isolation-matrix.test.ts.
 */
let app: TestApp
let client: pg.Client
let provider: TestProvider
let own: PlantedTenant
let foreign: PlantedTenant
let before: unknown[]
const credentials = new Map<string, string>()

beforeAll(async () => {
  provider = await startProvider()
  app = await startTestApp({
    PARLEY_SIMULATOR_URL: NOWHERE,
    ...provider.environment,
  })
  client = new pg.Client({ connectionString: app.databaseUrl })
  await client.connect()
  own = await plantTenant(client, app.vault, 'own-marker')
  foreign = await plantTenant(client, app.vault, 'foreign-marker')
  for (const role of roles) credentials.set(`a key of ${role}`, await keyOf(app, role, ['*'], own.projectId))
  const { organizationId } = own
  const people: [string, Parameters<typeof memberOf>[1]][] = [
    ['the owner of the organisation', { subject: 'olga', role: 'OWNER', organizationId }],
    ['an agent of the project', { subject: 'anna', projects: { [own.projectId]: 'AGENT' }, organizationId }],
  ]
  for (const [who, member] of people) {
    await memberOf(app, member)
    credentials.set(who, await provider.token({ sub: member.subject }))
  }
  before = await foreignRows()
})
afterAll(async () => {
  await client?.end()
  await app?.stop()
  await provider?.stop()
})

/** Every row of the other tenant, as text. */
async function foreignRows(): Promise<unknown[]> {
  const found: unknown[] = []
  for (const [table, row] of foreign.rows) {
    if (!('project_id' in row)) continue
    const { rows } = await client.query(`SELECT t::text AS row FROM ${table} t WHERE project_id = $1`, [
      foreign.projectId,
    ])
    found.push([table, rows])
  }
  return found
}

const answerTo = (who: string, slot: IdSlot, id: string, below?: NodeType): Promise<string> =>
  askOverHttp(app.url, credentials.get(who) ?? '', operationOf(own, slot, id, below), slot.operation)

const tally = { cases: 0, leaks: 0, forbidden: 0 }

/** A stranger's id is answered as one that names nothing, to whoever asks. */
async function tryAs(who: string, slot: IdSlot, type: NodeType, below?: NodeType): Promise<void> {
  const [missing, theirs] = [toGlobalId(type, newId()), idOf(foreign, type)]
  const expected = anonymous(await answerTo(who, slot, missing, below), missing)
  const answer = await answerTo(who, slot, theirs, below)
  const leaks = leaksIn(answer, foreign, theirs)
  tally.cases += 2
  tally.leaks += leaks.length
  tally.forbidden += expected.includes('"FORBIDDEN"') ? 1 : 0
  expect(leaks, `${slotName(slot)} as ${who}: ${answer.slice(0, 500)}`).toEqual([])
  expect(expected, `${slotName(slot)} as ${who}`).not.toMatch(
    /INTERNAL|GRAPHQL_VALIDATION_FAILED|BAD_USER_INPUT|UNAUTHENTICATED/,
  )
  expect(anonymous(answer, theirs), `${slotName(slot)} as ${who}`).toBe(expected)
}

const slots: { slot: IdSlot; below?: NodeType }[] = [
  ...idSlots(schema).map((slot) => ({ slot })),
  ...nestedSlots(schema).map(({ type, slot }) => ({ slot, below: type })),
]
const everyone = [
  ...roles.map((role: Role) => `a key of ${role}`),
  'the owner of the organisation',
  'an agent of the project',
]

describe.each(everyone)('as %s', (who) => {
  test('a foreign id is answered as missing, wherever one is taken', async () => {
    for (const { slot, below } of slots) for (const type of slot.types) await tryAs(who, slot, type, below)
  }, 120_000)

  test('the own project is shown, and the other one is none', async () => {
    const viewer = '{ viewer { project { id name } } }'
    const credential = credentials.get(who) ?? ''
    expect(JSON.stringify(await askAs(app, credential, viewer))).toContain(own.marker)
    for (const project of [foreign.projectId, String(foreign.rows.get('projects')?.slug)]) {
      const answer = await askAs(app, credential, viewer, {}, project)
      expect([answer.status, codesOf(answer)]).toEqual([404, ['NOT_FOUND']])
    }
  })
})

test('nobody has changed a row of the other tenant', async () => {
  expect(await foreignRows()).toEqual(before)
  expect(tally.leaks).toBe(0)
  console.info(
    `isolation by roles: ${slots.length} id arguments as ${everyone.length} principals, ${tally.cases} cases over HTTP (${tally.forbidden} times FORBIDDEN alike), ${tally.leaks} leaks`,
  )
})
