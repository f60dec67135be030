import { expect, it } from 'vitest'
import type { ErrorClass } from '../../channels/outbound.ts'
import { planProfile } from './plan-profile.ts'

const failed = (name: ErrorClass, retryAfterMs?: number) => ({
  class: name,
  code: '1',
  message: 'words',
  ...(retryAfterMs !== undefined && { retryAfterMs }),
})

it('what passes is asked again, later each time', () => {
  const waits = [0, 1, 2, 3].map((tries) => planProfile(failed('TRANSIENT'), tries, 0.5))
  expect(waits).toEqual([2000, 8000, 32_000, 128_000])
  expect(planProfile(null, 1, 0.5)).toBe(8000)
})

it('is as patient as the network asks', () => {
  expect(planProfile(failed('RATE_LIMITED', 90_000), 0, 0.5)).toBe(90_000)
})

it('waits for a person where one has to act', () => {
  for (const name of ['AUTH_EXPIRED', 'PERMISSION'] as const)
    expect(planProfile(failed(name), 0, 0)).toBeGreaterThanOrEqual(1_800_000)
})

it('who cannot be asked about is asked about once', () => {
  for (const name of ['RECIPIENT_UNAVAILABLE', 'INVALID_REQUEST', 'WINDOW_CLOSED'] as const)
    expect(planProfile(failed(name), 0, 0.5)).toBeNull()
})

it('ends', () => {
  expect(planProfile(failed('TRANSIENT'), 6, 0.5)).toBeGreaterThan(0)
  expect(planProfile(failed('TRANSIENT'), 7, 0.5)).toBeNull()
})
