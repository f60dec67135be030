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

/** What is read of vitest's JSON report. */
interface Report {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { status: string; assertionResults: { status: string }[] }[]
}

function runVitest(report: string, args: string[]): Promise<number> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const options = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args]
  const child = spawn(process.execPath, [vitest, ...options], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal))
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code ?? 1))
    child.once('error', () => resolve(1))
  })
}

/** A file that failed outside its tests, as while it was loaded, and a run that crashed count as a failure each. */
function count(file: string, exitCode: number): Counts {
  const report = readReport(file)
  if (!report) return { passed: 0, failed: 1, skipped: 0 }
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  )
  const passed = report.numPassedTests
  const failed = report.numFailedTests + broken.length
  const crashed = failed === 0 && (exitCode !== 0 || passed === 0)
  return {
    passed,
    failed: crashed ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

function readReport(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report
  } catch {
    console.error('vitest left no report')
    return undefined
  }
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
