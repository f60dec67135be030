/**
 * A hashtag begins where no word is under way, so that `a#b` and the fragment of a link are none. Marks belong
 * to it: Thai vowels above and below the line are combining characters. U+FF03 is the full-width # of Japanese
 * keyboards.
 */
const HASHTAG = /(?<![\p{L}\p{M}\p{N}_/&])[#＃]([\p{L}\p{M}\p{N}_]+)/gu

/** The hashtags of a text without their #, each once; numbers alone (`#1`) are none. */
export function hashtagsIn(text: string): string[] {
  if (!text.includes('#') && !text.includes('＃')) return []
  const tags = new Set<string>()
  for (const [, tag = ''] of text.matchAll(HASHTAG)) if (/[^\p{N}_]/u.test(tag)) tags.add(tag)
  return [...tags]
}
