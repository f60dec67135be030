/** The reactions that have names: …/messenger-platform/reference/webhook-events/message-reactions */
const emojis: Record<string, string> = {
  love: '❤',
  smile: '😆',
  wow: '😮',
  sad: '😢',
  angry: '😠',
  like: '👍',
  dislike: '👎',
}

/** Of a name or of the emoji itself. */
export function emojiOf(reaction: string): string {
  return emojis[reaction] ?? reaction
}

export function nameOf(emoji: string): string {
  const plain = (text: string) => text.replace(/\ufe0f/g, '')
  return Object.entries(emojis).find(([, one]) => plain(one) === plain(emoji))?.[0] ?? 'other'
}
