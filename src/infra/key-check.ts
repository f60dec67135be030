import pg from 'pg'
import { boundTo } from './sealed-columns.ts'
import { type Vault, VaultError } from './vault.ts'

const CHECK = 'check_encrypted'
const PLAIN = 'parley'

interface KeyRow {
  id: string
  check_encrypted: Buffer
  in_use: boolean
  fronted_at: Date | null
}

const KEYS = 'SELECT id, check_encrypted, in_use, fronted_at FROM encryption_keys'

/** Where every row was sealed before this table knew of keys; small, so that one row of each is soon found. */
const SAMPLES = [
  ['webhooks', 'secrets_encrypted'],
  ['platforms', 'credentials_encrypted'],
  ['platform_apps', 'secrets_encrypted'],
] as const

const WHAT_TO_DO =
  'Nothing was changed. Put the keys that this database was written with into PARLEY_ENCRYPTION_KEYS (or the file encryption.keys of the data folder), newest first; they are in your backup of the environment. Without them secrets, payloads and phone numbers cannot be read.'

/**
 * Refuses a ring that cannot open what the database holds: a key that is missing, or another one under its name.
 * Keys that are new here are written down, so that the next start can tell. Throws VaultError with what to do.
 */
export async function checkKeys(databaseUrl: string, vault: Vault): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<KeyRow>(KEYS)
    if (rows.length === 0) await trySamples(client, vault)
    refuseMissing(rows, vault)
    for (const row of rows) if (vault.holds(row.id)) tryKey(row, vault)
    await writeDown(client, vault, rows.length === 0)
  } finally {
    await client.end()
  }
}

/**
 * Refuses to seal what is there with a key that no process has in front yet: those that serve could not open it.
 * Throws VaultError with what to do.
 */
export async function checkRotation(databaseUrl: string, vault: Vault): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<KeyRow>(KEYS)
    refuseMissing(rows, vault)
    for (const row of rows) if (vault.holds(row.id)) tryKey(row, vault)
    if (rows.some((row) => row.fronted_at && row.id === vault.newest)) return
    throw new VaultError(
      'ENCRYPTION_KEY_UNKNOWN',
      `No process has started with the key "${vault.newest}" in front, so that those that serve could not open what it seals. Nothing was changed. Restart them all with it in front, and then run npm run rotate-keys again.`,
    )
  } finally {
    await client.end()
  }
}

function refuseMissing(rows: readonly KeyRow[], vault: Vault): void {
  const missing = rows.filter((row) => row.in_use && !vault.holds(row.id)).map((row) => `"${row.id}"`)
  if (missing.length === 0) return
  throw new VaultError(
    'ENCRYPTION_KEY_MISSING',
    `The database holds values sealed with ${missing.length === 1 ? 'the key' : 'the keys'} ${missing.join(', ')}, which PARLEY_ENCRYPTION_KEYS does not hold. ${WHAT_TO_DO} To be rid of an old key, keep it behind the newest and run npm run rotate-keys first.`,
  )
}

function tryKey({ id, check_encrypted }: KeyRow, vault: Vault): void {
  try {
    vault.open(check_encrypted, boundTo('encryption_keys', CHECK, id))
  } catch (cause) {
    throw new VaultError(
      'ENCRYPTION_KEY_WRONG',
      `The key "${id}" in PARLEY_ENCRYPTION_KEYS is not the one that this database was written with. ${WHAT_TO_DO} A new key needs a new name.`,
      { cause },
    )
  }
}

/** A database of before: whether the ring opens what is there shows only on what is there. */
async function trySamples(client: pg.Client, vault: Vault): Promise<void> {
  for (const [table, column] of SAMPLES) {
    const { rows } = await client.query<{ id: string; envelope: Buffer }>(
      `SELECT id, ${column} AS envelope FROM ${table} WHERE ${column} IS NOT NULL LIMIT 1`,
    )
    for (const { id, envelope } of rows)
      try {
        vault.open(envelope, boundTo(table, column, id))
      } catch (cause) {
        const code = cause instanceof VaultError ? cause.code : 'ENCRYPTION_KEY_WRONG'
        throw new VaultError(code, `${(cause as Error).message}. ${WHAT_TO_DO}`, { cause })
      }
  }
}

/** The newest seals from now on, whatever was said of it before; which of the others did, nobody knows at first. */
async function writeDown(client: pg.Client, vault: Vault, isFirst: boolean): Promise<void> {
  for (const id of vault.keyIds)
    await client.query(
      `INSERT INTO encryption_keys (id, check_encrypted, in_use, fronted_at) VALUES ($1, $2, $3 OR $4, CASE WHEN $4 THEN now() END)
       ON CONFLICT (id) DO UPDATE SET in_use = true, fronted_at = now() WHERE $4`,
      [id, vault.sealWith(id, PLAIN, boundTo('encryption_keys', CHECK, id)), isFirst, id === vault.newest],
    )
}

/** After a rotation: a ring without these keys opens all that is stored. */
export async function retireKeys(client: pg.Client, ids: readonly string[]): Promise<void> {
  await client.query('UPDATE encryption_keys SET in_use = false WHERE id = ANY ($1)', [ids])
}
