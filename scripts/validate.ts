import { pathToFileURL } from 'node:url'
import { type Check, checks } from './checks.ts'
import { run } from './run.ts'

/** Runs every check, says how long each took, and shows all that is wrong. Returns the failed. */
export function validate(wanted: Readonly<Record<string, Check>> = checks): string[] {
  const failed: string[] = []
  for (const [name, check] of Object.entries(wanted)) {
    const started = performance.now()
    const { ok, output } = check()
    console.log(`${ok ? '✓' : '✗'} ${name} (${Math.round(performance.now() - started)} ms)`)
    if (ok) continue
    failed.push(name)
    console.log(output.trim().replace(/^/gm, '    '))
  }
  return failed
}

/** `npm run validate`. The suites, which `npm test` runs anyway, are left out but for the architecture's. */
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const architecture = () => run('vitest', ['run', '--reporter=dot', 'test/architecture.test.ts'])
  process.exitCode = validate({ ...checks, architecture }).length > 0 ? 1 : 0
}
