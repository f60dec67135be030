import type { Json } from '../inbound.ts'
import { Entity } from './payload.ts'

interface Marks {
  mentions?: string[]
  hashtags?: string[]
}

/**
 * Telegram has already found the mentions and hashtags, also in scripts without spaces: nothing is searched
 * for here. Offsets count UTF-16 units, as JavaScript does: core.telegram.org/bots/api#messageentity
 */
export function marksIn(text: string | null, entities: Json | undefined): Marks {
  if (text === null || !Array.isArray(entities)) return {}
  const mentions = new Set<string>()
  const hashtags = new Set<string>()
  for (const candidate of entities) {
    const { data: entity } = Entity.safeParse(candidate)
    if (!entity) continue
    const shown = text.slice(entity.offset, entity.offset + entity.length)
    if (entity.type === 'hashtag') hashtags.add(hashtagOf(shown))
    if (entity.type === 'mention') mentions.add(shown)
    // A person without a username is mentioned by id under any name.
    if (entity.type === 'text_mention' && entity.user) mentions.add(String(entity.user.id))
  }
  return { ...filled('mentions', mentions), ...filled('hashtags', hashtags) }
}

/** "#hashtag or #hashtag@chatusername": the tag alone is kept. */
function hashtagOf(shown: string): string {
  return shown.replace(/^[#＃]/, '').replace(/@.*$/, '')
}

function filled<K extends string>(key: K, found: Set<string>): { [P in K]?: string[] } {
  // What an entity that points nowhere shows.
  found.delete('')
  return (found.size > 0 ? { [key]: [...found] } : {}) as { [P in K]?: string[] }
}
