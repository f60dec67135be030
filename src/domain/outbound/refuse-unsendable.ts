import type { GivenContent } from './given-content.ts'
import type { Sendability } from './sendability.ts'
import { PlatformUnavailable, RecipientUnavailable, WindowClosed } from './sending-failures.ts'

/** Throws why a content cannot be sent now, before the network says it. */
export function refuseUnsendable(
  { allowed, obstacle, reason, kinds }: Sendability,
  content: GivenContent,
): void {
  if (allowed && (kinds.includes(content.kind) || content.kind === 'native' || !reason)) return
  const why = reason ?? 'This cannot be sent now.'
  if (obstacle === 'RECIPIENT_UNAVAILABLE') throw new RecipientUnavailable(why)
  if (obstacle === 'PLATFORM_UNAVAILABLE' || obstacle === 'NOT_SUPPORTED') throw new PlatformUnavailable(why)
  throw new WindowClosed(why)
}
