/** How a network counts the length of a text. */
export type TextUnit = 'CHARACTERS' | 'UTF16_UNITS' | 'BYTES'

const encoder = new TextEncoder()

/** A character is a code point: what a network that counts characters counts. */
export function textLength(text: string, unit: TextUnit): number {
  if (unit === 'UTF16_UNITS') return text.length
  if (unit === 'BYTES') return encoder.encode(text).length
  let count = 0
  for (const _character of text) count += 1
  return count
}

/**
 * Borders from the best to the last resort. Thai and Japanese have no spaces between words: the dictionary of the
 * runtime finds their borders. What people see as one character, such as a Thai vowel on its consonant or a family
 * of emoji, is the smallest piece.
 */
const granularities = ['paragraph', 'sentence', 'word', 'grapheme'] as const
type Granularity = (typeof granularities)[number]

const segmenters = new Map<Granularity, Intl.Segmenter>()

function segment(text: string, granularity: Granularity): string[] {
  if (granularity === 'paragraph') return text.split(/(?<=\n)(?!\n)/)
  let segmenter = segmenters.get(granularity)
  if (!segmenter) {
    segmenter = new Intl.Segmenter('th', { granularity })
    segmenters.set(granularity, segmenter)
  }
  return Array.from(segmenter.segment(text), (one) => one.segment)
}

/**
 * Splits a text into messages of at most `limit` units, at paragraphs, else sentences, else words, else between
 * what people see as characters; nothing but white space at the borders is left out. A single character that is
 * longer than the limit is split inside, between code points: no network's limit is that small.
 */
export function splitText(text: string, limit: number, unit: TextUnit): string[] {
  if (textLength(text, unit) <= limit) return [text]
  return pack(text, limit, unit, 0)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** Fills each message with as many pieces as fit; a piece that is too long alone is cut at the next finer border. */
function pack(text: string, limit: number, unit: TextUnit, level: number): string[] {
  const granularity = granularities[level]
  const pieces = granularity ? segment(text, granularity) : Array.from(text)
  const parts: string[] = []
  let current = ''
  let length = 0
  for (const piece of pieces) {
    const size = textLength(piece, unit)
    if (length + sizeAtEnd(piece, size, unit) <= limit) {
      current += piece
      length += size
      continue
    }
    if (current !== '') parts.push(current)
    current = ''
    length = 0
    if (sizeAtEnd(piece, size, unit) <= limit) {
      current = piece
      length = size
      continue
    }
    const finer = granularity ? pack(piece, limit, unit, level + 1) : [piece]
    parts.push(...finer.slice(0, -1))
    current = finer.at(-1) ?? ''
    length = textLength(current, unit)
  }
  if (current !== '') parts.push(current)
  return parts
}

/** White space at the end of a message is not sent: it need not fit. */
function sizeAtEnd(piece: string, size: number, unit: TextUnit): number {
  const trimmed = piece.trimEnd()
  return trimmed.length === piece.length ? size : textLength(trimmed, unit)
}
