import type { ServerResponse } from 'node:http'

/** Answers whether something that a request needs is there; rejects with the reason when not. */
export type ReadinessCheck = () => Promise<void>

const PATIENCE_MS = 2000

/** `/live`: the process runs. `/ready`: it can serve, as every check says within two seconds. */
export async function handleHealth(
  path: string,
  response: ServerResponse,
  checks: Readonly<Record<string, ReadinessCheck>>,
): Promise<boolean> {
  if (path !== '/live' && path !== '/ready') return false
  const results = path === '/live' ? [] : await Promise.all(Object.entries(checks).map(runCheck))
  const ok = results.every(([, result]) => result === 'ok')
  const body = JSON.stringify({ status: ok ? 'ok' : 'unavailable', ...Object.fromEntries(results) })
  response
    .writeHead(ok ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(body)
  return true
}

async function runCheck([name, check]: [string, ReadinessCheck]): Promise<[string, string]> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), PATIENCE_MS)
  })
  try {
    await Promise.race([check(), late])
    return [name, 'ok']
  } catch {
    return [name, 'unavailable']
  } finally {
    clearTimeout(timer)
  }
}
