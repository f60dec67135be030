import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checks } from './checks.ts'
import { root } from './run.ts'
import { validate } from './validate.ts'

/**
 * `npm test`: the checks, then every suite. The last line counts them all: "N passed, N failed". Arguments go to
 * vitest, such as `npm test -- test/flows`.
 */
interface Counts {
  passed: number
  failed: number
  skipped: number
}

function runVitest(report: string, args: string[]): Promise<number> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const options = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args]
  const child = spawn(process.execPath, [vitest, ...options], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code ?? 1))
    child.once('error', () => resolve(1))
  })
}

/** A run that crashed counts as a failure of its own, whatever it had passed. */
function count(report: string, exitCode: number): Counts {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  try {
    const result = JSON.parse(readFileSync(report, 'utf8')) as Record<string, number>
    counts.passed = result.numPassedTests ?? 0
    counts.failed = result.numFailedTests ?? 0
    counts.skipped = (result.numPendingTests ?? 0) + (result.numTodoTests ?? 0)
  } catch {
    console.error('vitest left no report')
  }
  if (exitCode !== 0 && counts.failed === 0) counts.failed = 1
  if (exitCode === 0 && counts.passed === 0) counts.failed = 1
  return counts
}

const started = performance.now()
const failedChecks = validate()
const folder = mkdtempSync(join(tmpdir(), 'parley-report-'))
const report = join(folder, 'report.json')
const exitCode = await runVitest(report, process.argv.slice(2))
const counts = count(report, exitCode)
rmSync(folder, { recursive: true, force: true })
const passed = counts.passed + Object.keys(checks).length - failedChecks.length
const failed = counts.failed + failedChecks.length
console.log(`\nin ${Math.round((performance.now() - started) / 1000)} s`)
console.log(`${passed} passed, ${failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`)
process.exitCode = failed > 0 ? 1 : 0
