/** Up to 30 letters without accents, digits, points and underscores, as Instagram allows; not within an address. */
const USERNAME = /(?<![\p{L}\p{M}\p{N}_.@/])@([A-Za-z0-9_.]{1,30})/gu

/** The usernames of a text with their @, each once; a point at the end belongs to the sentence. */
export function usernamesIn(text: string): string[] {
  if (!text.includes('@')) return []
  const names = new Set<string>()
  for (const [, name = ''] of text.matchAll(USERNAME)) {
    const username = name.replace(/\.+$/, '')
    if (username !== '') names.add(`@${username}`)
  }
  return [...names]
}
