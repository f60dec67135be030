import type { Channel } from './channel.ts'
import { facebook } from './facebook/index.ts'
import { instagram } from './instagram/index.ts'
import { line } from './line/index.ts'
import { telegram } from './telegram/index.ts'
import { whatsapp } from './whatsapp/index.ts'

/** Every network Parley speaks: a new one is its folder and one line here. */
export const channels = [facebook, instagram, whatsapp, line, telegram] as const satisfies readonly Channel[]

const byType: ReadonlyMap<string, Channel> = new Map(channels.map((channel) => [channel.type, channel]))

/** The channel of a PlatformType, or undefined for a network without one yet. */
export function channelOf(type: string): Channel | undefined {
  return byType.get(type)
}
