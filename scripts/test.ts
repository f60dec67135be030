import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { checks } from './checks.ts'
import { root } from './run.ts'
import { validate } from './validate.ts'

/**
 * `npm test`: the checks, then every suite. The last line counts them all and says nothing else: "N passed, N failed".
 * What was skipped is named before it. Arguments go to vitest, such as `npm test -- test/flows`.
 */
interface Counts {
  passed: number
  failed: number
  skipped: string[]
}

/** What is read of vitest's JSON report. */
interface Report {
  numPassedTests: number
  numFailedTests: number
  testResults: { name: string; status: string; assertionResults: { status: string; fullName: string }[] }[]
}

/** A pattern for names skips all the others, which are thousands. */
const MOST_NAMED = 30

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
  if (!report) return { passed: 0, failed: 1, skipped: [] }
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
    skipped: report.testResults.flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter(({ status }) => status !== 'passed' && status !== 'failed')
        .map(({ fullName }) => `${relative(root, name)}: ${fullName}`),
    ),
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
if (counts.skipped.length > 0) console.log(`\n${counts.skipped.length} skipped:`)
for (const name of counts.skipped.slice(0, MOST_NAMED)) console.log(`  ${name}`)
console.log(`\nin ${Math.round((performance.now() - started) / 1000)} s`)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
