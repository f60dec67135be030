import { expect, it } from 'vitest'
import { contentDigest } from './digest.ts'

it('is the same for the same content, whatever the order of keys', () => {
  expect(contentDigest({ a: [1, { b: null, c: 'x' }], d: true })).toBe(
    contentDigest({ d: true, a: [1, { c: 'x', b: null }] }),
  )
})

it('differs where the content differs', () => {
  const contents = [
    null,
    0,
    '0',
    '',
    [],
    {},
    [[]],
    [1, 2],
    [2, 1],
    [12],
    { a: 1 },
    { a: '1' },
    { b: 1 },
    [{ a: 1 }],
  ]
  expect(new Set(contents.map(contentDigest)).size).toBe(contents.length)
})

it('reads what is nested deeper than a stack, and longer than a call’s arguments', () => {
  expect(contentDigest(JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)))).toHaveLength(64)
  expect(contentDigest(Array.from({ length: 300_000 }, () => 1))).toHaveLength(64)
})
