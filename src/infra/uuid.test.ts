import { expect, test } from 'vitest'
import { isUuid, newId, uuidFloor, uuidTime } from './uuid.ts'

test('ids sort in the order in which they were made, and none is made twice', () => {
  const ids = Array.from({ length: 20_000 }, newId)
  expect(ids.every(isUuid)).toBe(true)
  expect([...ids].sort()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
})

test('an id is of version 7 and tells when it was made', () => {
  const before = Date.now()
  const id = newId()
  expect(id[14]).toBe('7')
  expect('89ab').toContain(id[19])
  // A process that makes very many runs ahead of the clock by a moment.
  expect(uuidTime(id).getTime()).toBeGreaterThanOrEqual(before)
  expect(uuidTime(id).getTime()).toBeLessThan(before + 1000)
  expect(uuidFloor(uuidTime(id)) < id).toBe(true)
})

test('what is random in ids is not repeated from one draw to the next', () => {
  const tails = Array.from({ length: 2000 }, () => newId().slice(-10))
  expect(new Set(tails).size).toBe(tails.length)
})
