import { describe, expect, it } from 'vitest'
import { splitText, type TextUnit, textLength } from './split-text.ts'

const squeeze = (text: string) => text.replace(/\s+/g, '')

describe('a text', () => {
  it('that fits stays as it is, white space and all', () => {
    expect(splitText(' hello \n', 8, 'CHARACTERS')).toEqual([' hello \n'])
    expect(splitText('', 8, 'CHARACTERS')).toEqual([''])
  })

  it('is split between paragraphs first', () => {
    expect(splitText('One two three.\nFour five.\n\nSix seven eight.', 27, 'CHARACTERS')).toEqual([
      'One two three.\nFour five.',
      'Six seven eight.',
    ])
  })

  it('is split between sentences where a paragraph is too long', () => {
    expect(splitText('It is here. It costs ten. Come by.', 26, 'CHARACTERS')).toEqual([
      'It is here. It costs ten.',
      'Come by.',
    ])
  })

  it('is split between words where a sentence is too long', () => {
    expect(splitText('alpha beta gamma delta', 11, 'CHARACTERS')).toEqual(['alpha beta', 'gamma delta'])
  })

  it('is split between Thai words, which have no spaces', () => {
    const parts = splitText('สวัสดีครับวันนี้ร้านเปิดถึงกี่โมงครับ', 12, 'CHARACTERS')
    expect(parts.join('')).toBe('สวัสดีครับวันนี้ร้านเปิดถึงกี่โมงครับ')
    expect(parts[0]).toBe('สวัสดีครับ')
    for (const part of parts) expect(part).not.toMatch(/^[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]/)
  })

  it('never tears what people see as one character', () => {
    const family = '👨‍👩‍👧‍👦'
    expect(splitText(family.repeat(4), 15, 'UTF16_UNITS')).toEqual(Array(4).fill(family))
    expect(splitText('กี้'.repeat(5), 18, 'BYTES')).toEqual(['กี้กี้', 'กี้กี้', 'กี้'])
  })

  it('tears it between code points where even that is longer than the limit', () => {
    const parts = splitText('👨‍👩‍👧‍👦', 4, 'UTF16_UNITS')
    expect(parts.join('')).toBe('👨‍👩‍👧‍👦')
    for (const part of parts) expect(part.isWellFormed()).toBe(true)
  })

  it('of white space beyond the limit gives nothing to send', () => {
    expect(splitText(' '.repeat(20), 5, 'CHARACTERS')).toEqual([])
  })
})

describe('whatever the text, unit and limit', () => {
  const texts = [
    'Lorem ipsum dolor sit amet. Consectetur adipiscing elit! '.repeat(30),
    'ร้านกาแฟเปิดทุกวันตั้งแต่แปดโมงเช้าถึงสองทุ่ม '.repeat(30),
    '本日は営業しております。ご来店をお待ちしています。'.repeat(30),
    'x'.repeat(3000),
    '🙏🏽'.repeat(500),
    `${'word\n'.repeat(300)}${'a'.repeat(999)}`,
  ]
  const units: TextUnit[] = ['CHARACTERS', 'UTF16_UNITS', 'BYTES']
  const cases = texts.flatMap((text) =>
    units.flatMap((unit) => [30, 100, 1000].map((limit) => ({ text, unit, limit }))),
  )

  it.each(cases)('$unit, $limit: every part fits and nothing is lost', ({ text, unit, limit }) => {
    const parts = splitText(text, limit, unit)
    for (const part of parts) expect(textLength(part, unit)).toBeLessThanOrEqual(limit)
    expect(squeeze(parts.join(''))).toBe(squeeze(text))
  })
})

it('is quick with a long text', () => {
  const text = 'ขอบคุณครับ '.repeat(20_000)
  expect(splitText(text, 2000, 'CHARACTERS').length).toBeGreaterThan(100)
})
