import { execFile } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hashInvitation } from '../../src/domain/access/invitations.ts'
import { startEmbeddedPostgres } from '../../src/infra/embedded-postgres.ts'
import { createLogger } from '../../src/infra/logger.ts'
import { findPostgresPlace } from '../../src/infra/postgres-place.ts'
import { createTestDatabase, type TestDatabase, withClient } from '../support/database.ts'

let database: TestDatabase
let dataDir: string
beforeAll(async () => {
  database = await createTestDatabase()
  dataDir = await mkdtemp(join(tmpdir(), 'parley-invite-'))
  // PostgreSQL runs as another user where we are root.
  await chmod(dataDir, 0o711)
})
afterAll(async () => {
  await database?.drop()
  // The data may be elsewhere, where that user cannot reach the programs in our checkout.
  const { dataDir: data } = findPostgresPlace(join(dataDir, 'postgres'))
  for (const path of [dataDir, dirname(data)]) await rm(path, { recursive: true, force: true })
})

const program = fileURLToPath(new URL('../../src/invite-owner.ts', import.meta.url))
const run = (args: string[], environment: Record<string, string> = {}) =>
  promisify(execFile)(process.execPath, [program, ...args], {
    env: { PATH: process.env.PATH, PARLEY_DATA_DIR: dataDir, LOG_LEVEL: 'silent', ...environment },
  })
const ORGANIZATIONS = `SELECT o.slug, o.name, p.slug AS project, i.role, i.reach, i.token_hash
  FROM organizations o JOIN projects p ON p.organization_id = o.id JOIN invitations i ON i.project_id = p.id ORDER BY i.id`
const invited = (url: string) => withClient(url, async (client) => (await client.query(ORGANIZATIONS)).rows)

test('an owner is invited in the database of the configuration', async () => {
  const { stdout } = await run(['acme', 'Acme Ltd'], { DATABASE_URL: database.url })
  expect(await invited(database.url)).toEqual([
    {
      slug: 'acme',
      name: 'Acme Ltd',
      project: 'inbox',
      role: 'OWNER',
      reach: 'ORGANIZATION',
      token_hash: hashInvitation(stdout.trim()),
    },
  ])
})

test('without one in the embedded database, before its first start and while it runs', async () => {
  const before = (await run(['acme'])).stdout.trim()
  const postgres = await startEmbeddedPostgres({
    dataDir,
    database: 'parley',
    logger: createLogger('silent'),
  })
  try {
    const beside = (await run(['acme'])).stdout.trim()
    const hashes = (await invited(postgres.url)).map(({ token_hash }) => token_hash)
    expect(hashes).toEqual([hashInvitation(before), hashInvitation(beside)])
  } finally {
    await postgres.stop()
  }
}, 120_000)

test.each([
  ['a short name that is none', ['Acme Ltd'], /is no short name/],
  ['a name that is empty', ['acme', ' '], /name must have 1 to 100 characters/],
  ['nothing', [], /^Usage: npm run invite-owner/],
])('%s is told in a line', async (_name, args, words) => {
  const failed = run(args, { DATABASE_URL: database.url })
  await expect(failed).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(words) })
  await expect(failed).rejects.not.toMatchObject({ stderr: expect.stringMatching(/\n\s+at /) })
})
