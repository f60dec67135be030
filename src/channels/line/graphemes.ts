const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * LINE counts labels, and the texts of templates, in what people see as characters; all else in UTF-16 units:
 * developers.line.biz/en/docs/messaging-api/text-character-count
 */
export function graphemesIn(text: string): number {
  return Array.from(segmenter.segment(text)).length
}

/** As much of the beginning as fits, and an ellipsis: for what only announces the message. */
export function shortened(text: string, maxUnits: number): string {
  if (text.length <= maxUnits) return text
  let short = ''
  for (const { segment } of segmenter.segment(text)) {
    if (short.length + segment.length >= maxUnits) break
    short += segment
  }
  return `${short}…`
}
