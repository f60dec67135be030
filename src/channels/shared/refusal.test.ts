import { expect, it } from 'vitest'
import { invalid, rendering, unsupported } from './refusal.ts'

const refusedBy = (refusal: Error) => () =>
  rendering('LINE', () => {
    throw refusal
  })

it('is what a rendering gives in its place', () => {
  expect(rendering('LINE', () => ({ requests: [], losses: [] }))).toEqual({
    ok: true,
    requests: [],
    losses: [],
  })
  expect(refusedBy(invalid('Too long.', 'text.text'))()).toEqual({
    ok: false,
    error: { code: 'INVALID_CONTENT', message: 'LINE: Too long.', path: 'text.text' },
  })
  expect(refusedBy(unsupported('Not here.'))()).toEqual({
    ok: false,
    error: { code: 'UNSUPPORTED_CONTENT', message: 'LINE: Not here.' },
  })
})

it('hides no other error', () => {
  expect(refusedBy(new TypeError('a bug'))).toThrow(TypeError)
})
