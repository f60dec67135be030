import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

const CLONE_LOCK = 0x7061726e

/** A migrated, empty database of one's own, cloned from the template that the run made once. */
export async function createTestDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const { adminUrl, template } = inject('postgres')
  const name = `test_${randomBytes(6).toString('hex')}`
  await asAdmin(adminUrl, async (admin) => {
    // PostgreSQL refuses to clone a template that another session is cloning.
    await admin.query('SELECT pg_advisory_lock($1)', [CLONE_LOCK])
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`)
  })
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  return {
    url: url.href,
    drop: () =>
      asAdmin(adminUrl, async (admin) => void (await admin.query(`DROP DATABASE ${name} WITH (FORCE)`))),
  }
}

async function asAdmin(url: string, work: (admin: pg.Client) => Promise<void>): Promise<void> {
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  try {
    await work(admin)
  } finally {
    await admin.end()
  }
}
