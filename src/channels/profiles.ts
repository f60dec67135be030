/**
 * Who a customer is, where messages do not tell: the network is asked by the id that they write under. Pure like the
 * rest of a channel.
 */
import type { Rate } from './limits.ts'
import type { ChannelError, NativeRequest, NativeResponse } from './outbound.ts'

/** What a network tells of a person. Addresses of pictures only where they last. */
export interface Profile {
  name?: string
  username?: string
  avatarUrl?: string
  locale?: string
}

export interface ChannelProfiles {
  /** How often one account may ask. */
  rate: Rate
  /** Null for whom there is nobody to be asked about. */
  ask(customerId: string): NativeRequest | null
  read(response: NativeResponse): { ok: true; profile: Profile } | { ok: false; error: ChannelError }
}
