import { pathToFileURL } from 'node:url'
import { checks } from './checks.ts'

/** `npm run validate`: runs every check, says how long each took, and shows all that is wrong. Returns the failed. */
export function validate(): string[] {
  const failed: string[] = []
  for (const [name, check] of Object.entries(checks)) {
    const started = performance.now()
    const { ok, output } = check()
    console.log(`${ok ? '✓' : '✗'} ${name} (${Math.round(performance.now() - started)} ms)`)
    if (ok) continue
    failed.push(name)
    console.log(output.trim().replace(/^/gm, '    '))
  }
  return failed
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exit(validate().length > 0 ? 1 : 0)
