import { readFileSync, writeFileSync } from 'node:fs'
import { roleTables } from '../src/schema/describe-roles.ts'

/** Writes the tables of docs/roles.md, between its two marks. */
const file = new URL('../docs/roles.md', import.meta.url)
const MARKED = /(<!-- tables: .* -->\n)[\s\S]*(<!-- end of tables -->)/

const text = readFileSync(file, 'utf8')
if (!MARKED.test(text)) throw new Error('docs/roles.md has lost the marks of its tables')
writeFileSync(
  file,
  text.replace(MARKED, (_all, start: string, end: string) => `${start}${roleTables()}\n${end}`),
)
