import { describe, expect, it } from 'vitest'
import { atLeastOne, countWithin, onEarth, placeWords, visible, webAddress } from './content-rules.ts'
import { Refusal } from './refusal.ts'

describe('an address', () => {
  const rule = { network: 'LINE', secure: true, maxLength: 40 }

  it('is written as networks can call it', () => {
    expect(webAddress('https://ร้าน.example/a b?q=ชา', { network: 'Telegram', secure: false }, 'x')).toBe(
      'https://xn--q3ct9b5e.example/a%20b?q=%E0%B8%8A%E0%B8%B2',
    )
    expect(webAddress('http://a.example', { network: 'Telegram', secure: false }, 'x')).toBe(
      'http://a.example/',
    )
  })

  it.each(['', 'a.example', 'http://a.example', 'ftp://a.example', 'javascript:alert(1)', 'https://'])(
    'is none: %j',
    (url) => {
      expect(() => webAddress(url, rule, 'x')).toThrow('LINE needs an https address here.')
    },
  )

  it('is no longer than the network takes', () => {
    expect(() => webAddress(`https://a.example/${'a'.repeat(40)}`, rule, 'x')).toThrow(
      'LINE takes addresses of up to 40 characters; this one has 58.',
    )
  })
})

it('a text that people cannot see is none', () => {
  expect(visible(' a ', 'The text', 'x')).toBe(' a ')
  expect(() => visible(' \n\u3000', 'The text', 'x')).toThrow('The text is empty.')
})

it('a count has its bounds', () => {
  const rule = { network: 'LINE', most: 2, what: 'cards' }
  expect(() => countWithin(2, rule, 'x')).not.toThrow()
  expect(() => countWithin(3, rule, 'x')).toThrow('LINE takes at most 2 cards; there are 3.')
  expect(() => countWithin(0, rule, 'x')).toThrow(Refusal)
  expect(() => atLeastOne(0, 'rows', 'x')).toThrow('There are no rows: at least one is needed.')
})

describe('a place', () => {
  const place = { kind: 'location', latitude: -13.5, longitude: 100 } as const

  it('is named by what is known of it', () => {
    expect(placeWords({ ...place, name: 'A', address: 'B' })).toEqual({ title: 'A', address: 'B' })
    expect(placeWords({ ...place, name: '', address: 'B' })).toEqual({ title: 'B', address: 'B' })
    expect(placeWords(place)).toEqual({ title: '-13.5, 100', address: '-13.5, 100' })
  })

  it('is on earth', () => {
    expect(() => onEarth(place)).not.toThrow()
    expect(() => onEarth({ ...place, latitude: 90.1 })).toThrow('A latitude is from -90 to 90.')
    expect(() => onEarth({ ...place, longitude: Number.NaN })).toThrow('A longitude is from -180 to 180.')
  })
})
