import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

const CLONE_LOCK = 0x7061726e // "parn"

export interface TestDatabase {
  url: string
  drop(): Promise<void>
}

/** A migrated, empty database of one's own, cloned from the template that the run made once. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return await cloneDatabase(inject('postgres').template)
}

/** A database without a single table. */
export async function createBareDatabase(): Promise<TestDatabase> {
  return await cloneDatabase('template1')
}

async function cloneDatabase(template: string): Promise<TestDatabase> {
  const { adminUrl } = inject('postgres')
  const name = `test_${randomBytes(6).toString('hex')}`
  await withClient(adminUrl, async (admin) => {
    // PostgreSQL refuses to clone a template that another session is cloning.
    await admin.query('SELECT pg_advisory_lock($1)', [CLONE_LOCK])
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`)
  })
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  return {
    url: url.href,
    drop: () =>
      withClient(adminUrl, async (admin) => void (await admin.query(`DROP DATABASE ${name} WITH (FORCE)`))),
  }
}

/** A connection as the owner, for the time of `work`. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
