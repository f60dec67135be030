import { expect, it } from 'vitest'
import { partReference } from './part-reference.ts'

const REFERENCE = '0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001'

it('is the reference of the message for the first part', () => {
  expect(partReference(REFERENCE, 0)).toBe(REFERENCE)
})

it('is a UUID of version 8 for the others, the same at every attempt', () => {
  for (let index = 1; index < 200; index += 1) {
    const part = partReference(REFERENCE, index)
    expect(part).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(partReference(REFERENCE, index)).toBe(part)
  }
})

it('differs by part and by message', () => {
  const references = [REFERENCE, REFERENCE.replace(/1$/, '2')]
  const parts = references.flatMap((one) =>
    Array.from({ length: 100 }, (_, index) => partReference(one, index)),
  )
  expect(new Set(parts).size).toBe(200)
})
