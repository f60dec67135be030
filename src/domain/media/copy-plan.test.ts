import { describe, expect, test } from 'vitest'
import { isToBeCopied, MOST_TRIES, planCopy } from './copy-plan.ts'

const again = { kind: 'again', reason: 'It answered 500.', afterMs: 0 } as const

describe('planCopy', () => {
  test('waits longer after each try, spread by half', () => {
    const waits = [1, 2, 3, 8].map((tries) => planCopy(again, tries, 0.5))
    expect(waits.map((plan) => plan.kind === 'again' && plan.afterMs)).toEqual([2000, 4000, 8000, 256_000])
    expect(planCopy(again, 1, 0)).toMatchObject({ afterMs: 1500 })
    expect(planCopy(again, 1, 1)).toMatchObject({ afterMs: 2500 })
  })

  test('waits no less than the network asks', () => {
    expect(planCopy({ ...again, afterMs: 60_000 }, 1, 0.5)).toMatchObject({ afterMs: 60_000 })
  })

  test('gives up at the last try, with the last reason, after about three hours', () => {
    let waited = 0
    for (let tries = 1; tries < MOST_TRIES; tries += 1) {
      const plan = planCopy(again, tries, 0.5)
      if (plan.kind === 'again') waited += plan.afterMs
    }
    expect(waited / 3_600_000).toBeGreaterThan(2.5)
    expect(waited / 3_600_000).toBeLessThan(3.5)
    expect(planCopy(again, MOST_TRIES, 0.5)).toEqual({
      kind: 'failed',
      reason: 'Given up after 14 tries. It answered 500.',
    })
  })

  test('never gives up for what our own storage does not take', () => {
    expect(planCopy({ kind: 'hindered', reason: 'The disk is full.' }, MOST_TRIES, 0.5)).toEqual({
      kind: 'again',
      reason: 'The disk is full.',
      afterMs: 120_000,
      isCounted: false,
    })
  })

  test('gives up earlier where that is enough', () => {
    expect(planCopy({ ...again, tries: 4 }, 3, 0.5).kind).toBe('again')
    expect(planCopy({ ...again, tries: 4 }, 4, 0.5).kind).toBe('failed')
  })
})

describe('isToBeCopied', () => {
  test('what the network has is copied; links, and what we sent ourselves, are not', () => {
    expect(isToBeCopied('WHATSAPP', { type: 'IMAGE', externalId: '1' })).toBe(true)
    expect(isToBeCopied('FACEBOOK', { type: 'IMAGE', url: 'https://scontent.fbcdn.net/a' })).toBe(true)
    expect(isToBeCopied('FACEBOOK', { type: 'VIDEO', url: 'https://www.facebook.com/reel/1' })).toBe(false)
    expect(isToBeCopied('LINE', { type: 'STICKER' })).toBe(false)
    expect(isToBeCopied(undefined, { type: 'IMAGE', url: 'https://a.example/b' })).toBe(false)
  })
})
