import { createHash } from 'node:crypto'
import type { Json } from '../../channels/inbound.ts'
import { contentDigest } from '../../channels/shared/digest.ts'
import type { Transaction } from '../../infra/database.ts'
import { storableText } from '../text.ts'
import { InvalidInput } from '../user-failure.ts'
import { IdempotencyConflict } from './sending-failures.ts'

const LONGEST_KEY = 255

/**
 * Claims a client's key for a result. Tells the result that the key stands for, and whether that is ours. Whoever
 * comes second waits here for the first one's commit. Throws IdempotencyConflict when the key was used for another
 * input.
 */
export async function claimKey(
  transaction: Transaction,
  projectId: string,
  key: string,
  input: unknown,
  resultId: string,
): Promise<{ resultId: string; isNew: boolean }> {
  checkKey(key)
  const hash = hashOf(input)
  const [row] = await transaction.query<{ input_sha256: Buffer; result_id: string; is_new: boolean }>({
    name: 'claim-idempotency-key',
    text: `WITH claimed AS (
             INSERT INTO idempotency_keys (project_id, key, input_sha256, result_id) VALUES ($1, $2, $3, $4)
             ON CONFLICT (project_id, key) DO NOTHING RETURNING input_sha256, result_id)
           SELECT *, true AS is_new FROM claimed
           UNION ALL SELECT input_sha256, result_id, false FROM idempotency_keys WHERE project_id = $1 AND key = $2`,
    values: [projectId, key, hash, resultId],
  })
  // Another transaction committed the key while this statement waited for it: it is seen by the next one.
  if (!row) return await claimKey(transaction, projectId, key, input, resultId)
  if (!row.is_new && !row.input_sha256.equals(hash)) throw new IdempotencyConflict()
  return { resultId: row.result_id, isNew: row.is_new }
}

/** What a key stands for already; null when it is free. Throws IdempotencyConflict. */
export async function resultOfKey(
  transaction: Transaction,
  projectId: string,
  key: string,
  input: unknown,
): Promise<string | null> {
  checkKey(key)
  const [row] = await transaction.query<{ input_sha256: Buffer; result_id: string }>({
    name: 'result-of-idempotency-key',
    text: 'SELECT input_sha256, result_id FROM idempotency_keys WHERE project_id = $1 AND key = $2',
    values: [projectId, key],
  })
  if (row && !row.input_sha256.equals(hashOf(input))) throw new IdempotencyConflict()
  return row?.result_id ?? null
}

/** What a client asks for by a key, where doing it takes longer than a transaction. */
export interface KeyedInput {
  projectId: string
  key: string
  input: unknown
}

/**
 * Takes the key for an input that is about to be done. Tells its result if it is done already, else null. Throws
 * IdempotencyConflict when another input was done by the key, or is just being done.
 */
export async function beginKeyed(
  transaction: Transaction,
  { projectId, key, input }: KeyedInput,
  resultId: string,
): Promise<string | null> {
  checkKey(key)
  const hash = hashOf(input)
  const [row] = await transaction.query<{ input_sha256: Buffer; result_id: string; running: number }>({
    name: 'begin-keyed',
    text: `INSERT INTO idempotency_keys AS k (project_id, key, input_sha256, result_id, running) VALUES ($1, $2, $3, $4, 1)
           ON CONFLICT (project_id, key) DO UPDATE SET running = k.running + CASE WHEN k.running > 0 THEN 1 ELSE 0 END
           RETURNING input_sha256, result_id, running`,
    values: [projectId, key, hash, resultId],
  })
  if (!row?.input_sha256.equals(hash)) throw new IdempotencyConflict()
  return row.running === 0 ? row.result_id : null
}

/** It is done: the key stands for its result. */
export function endKeyed(transaction: Transaction, { projectId, key, input }: KeyedInput): void {
  transaction.write({
    name: 'end-keyed',
    text: 'UPDATE idempotency_keys SET running = 0 WHERE project_id = $1 AND key = $2 AND input_sha256 = $3',
    values: [projectId, key, hashOf(input)],
  })
}

/** It was refused: the key is free again, unless the same is still being done, or was. */
export async function refuseKeyed(
  transaction: Transaction,
  { projectId, key, input }: KeyedInput,
): Promise<void> {
  const values = [projectId, key, hashOf(input)]
  const [row] = await transaction.query<{ running: number }>({
    name: 'refuse-keyed',
    text: `UPDATE idempotency_keys SET running = running - 1
           WHERE project_id = $1 AND key = $2 AND input_sha256 = $3 AND running > 0 RETURNING running`,
    values,
  })
  if (row?.running !== 0) return
  transaction.write({
    name: 'free-key',
    text: 'DELETE FROM idempotency_keys WHERE project_id = $1 AND key = $2 AND input_sha256 = $3',
    values,
  })
}

function checkKey(key: string): void {
  if (key === '' || key.length > LONGEST_KEY || storableText(key) !== key)
    throw new InvalidInput(`idempotencyKey must have 1 to ${LONGEST_KEY} characters, and no U+0000`, [
      'input',
      'idempotencyKey',
    ])
}

/** Of the whole input, whatever the order of its keys. */
function hashOf(input: unknown): Buffer {
  const plain = JSON.parse(JSON.stringify(input)) as Json
  return createHash('sha256').update(contentDigest(plain)).digest()
}
