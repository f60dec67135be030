import { readFileSync, writeFileSync } from 'node:fs'
import { lexicographicSortSchema, printSchema } from 'graphql'
import { schema } from '../src/schema/index.ts'

/** Writes schema.graphql, the printed graph that reviewers read first; with `--check` only compares it. */
const file = new URL('../schema.graphql', import.meta.url)
const printed = `${printSchema(lexicographicSortSchema(schema))}\n`

if (!process.argv.includes('--check')) {
  writeFileSync(file, printed)
} else if (readOr(file, '') !== printed) {
  console.error('schema.graphql differs from the code: run `node scripts/print-schema.ts`')
  process.exitCode = 1
}

function readOr(path: URL, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return otherwise
  }
}
