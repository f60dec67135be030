import { expect, test } from 'vitest'
import { type CallDependencies, callTemplates } from './template-calls.ts'
import type { TemplatePlatform } from './template-platform.ts'

const NOW = new Date('2026-11-21T12:00:00.750Z')

async function timeOf(date: string | undefined): Promise<string> {
  const response = { status: 200, headers: date === undefined ? {} : { date }, body: null }
  const deps = {
    network: { call: async () => ({ kind: 'answered', response }) },
    clock: { now: () => NOW },
  } as unknown as CallDependencies
  const platform = { platformId: 'p', sealedCredentials: null } as TemplatePlatform
  const request = { method: 'GET', host: 'api', path: '/' } as const
  return (await callTemplates(deps, platform, request, () => ({ ok: true }))).at.toISOString()
}

test.each([
  ['its own', 'Sat, 21 Nov 2026 11:59:58 GMT', '2026-11-21T11:59:58.000Z'],
  ['ours where it tells none', undefined, '2026-11-21T12:00:00.000Z'],
  ['ours where it tells nonsense', 'soon', '2026-11-21T12:00:00.000Z'],
  ['ours where its clock is years ahead', 'Thu, 01 Jan 2099 00:00:00 GMT', '2026-11-21T12:00:00.000Z'],
  ['ours where its clock was never set', 'Thu, 01 Jan 1970 00:00:00 GMT', '2026-11-21T12:00:00.000Z'],
])('the time of an answer is %s', async (_whose, date, at) => {
  expect(await timeOf(date)).toBe(at)
})
