import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../', import.meta.url))

export interface Finished {
  ok: boolean
  output: string
}

/** Runs a program of the project (or `node`) and gives back what it printed. */
export function run(program: string, args: string[]): Finished {
  const own = join(root, 'node_modules/.bin', program)
  const command = program === 'node' ? process.execPath : existsSync(own) ? own : program
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  return {
    ok: result.status === 0,
    output: `${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}`,
  }
}
