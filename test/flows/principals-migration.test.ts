import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../src/infra/uuid.ts'
import { createBareDatabase, type TestDatabase, withClient } from '../support/database.ts'

const folder = new URL('../../prisma/migrations/', import.meta.url)
const NAME = '20261121232000_principals'
const sqlOf = (name: string) => readFileSync(new URL(`${name}/migration.sql`, folder), 'utf8')

let bare: TestDatabase
beforeAll(async () => {
  bare = await createBareDatabase()
})
afterAll(async () => {
  await bare?.drop()
})

test('keys and people from before roles keep what they could do', async () => {
  const rows = await withClient(bare.url, async (client) => {
    for (const name of readdirSync(folder)
      .filter((one) => /^\d/.test(one) && one < NAME)
      .sort())
      await client.query(sqlOf(name))
    const [organization, project] = [newId(), newId()]
    await client.query(`INSERT INTO organizations (id, name, slug) VALUES ('${organization}', 'o', 'o')`)
    await client.query(
      `INSERT INTO projects (id, organization_id, name, slug) VALUES ('${project}', '${organization}', 'p', 'p')`,
    )
    await client.query(
      `INSERT INTO members (id, organization_id, name, role) VALUES ('${newId()}', '${organization}', 'Ploy', 'OWNER')`,
    )
    for (const [prefix, scopes] of [
      ['pk_1', '{}'],
      ['pk_2', '{read}'],
    ])
      await client.query(
        `INSERT INTO api_keys (id, project_id, name, prefix, hash, scopes) VALUES ('${newId()}', '${project}', 'old', '${prefix}', sha256('${prefix}'), '${scopes}')`,
      )
    await client.query(sqlOf(NAME))
    const keys = await client.query(`SELECT prefix, role, scopes FROM authenticate_api_key(sha256('pk_1'))
      UNION ALL SELECT prefix, role, scopes FROM authenticate_api_key(sha256('pk_2'))`)
    const members = await client.query('SELECT name, role FROM members')
    return { keys: keys.rows, members: members.rows }
  })
  expect(rows).toEqual({
    keys: [
      { prefix: 'pk_1', role: 'ADMIN', scopes: ['*'] },
      { prefix: 'pk_2', role: 'ADMIN', scopes: ['*'] },
    ],
    members: [{ name: 'Ploy', role: 'OWNER' }],
  })
})
