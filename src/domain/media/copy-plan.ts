import type { AttachmentDraft } from '../../channels/inbound.ts'
import { channelOf } from '../../channels/index.ts'
import type { StoredFile } from './stored-file.ts'

/** What came of one try to copy a file. */
export type CopyOutcome =
  | { kind: 'stored'; file: StoredFile }
  /** Nothing of it is the sender's: a link to what others published. */
  | { kind: 'external' }
  | { kind: 'expired' | 'failed'; reason: string }
  /** Begun again, no sooner than `afterMs`; `tries` where less than the usual number will do. */
  | { kind: 'again'; reason: string; afterMs: number; tries?: number }
  /** The network gave it, and our storage does not take it or has no room for it: however long that lasts, no file is given up for it. */
  | { kind: 'hindered'; reason: string }

/** Tries of one file: with the waits between them these are about three hours. */
export const MOST_TRIES = 14
const FIRST_WAIT_MS = 2000
const LONGEST_WAIT_MS = 3_600_000
const HINDERED_WAIT_MS = 120_000

export type CopyPlan =
  | Exclude<CopyOutcome, { kind: 'again' | 'hindered' }>
  | { kind: 'again'; reason: string; afterMs: number; isCounted: boolean }

/** Whether and when it is tried again. `tries` includes this one; `random` in [0, 1) spreads what failed together. */
export function planCopy(outcome: CopyOutcome, tries: number, random: number): CopyPlan {
  if (outcome.kind === 'hindered')
    return {
      kind: 'again',
      reason: outcome.reason,
      afterMs: spread(HINDERED_WAIT_MS, random),
      isCounted: false,
    }
  if (outcome.kind !== 'again') return outcome
  const { reason, afterMs } = outcome
  if (tries >= (outcome.tries ?? MOST_TRIES))
    return { kind: 'failed', reason: `Given up after ${tries} tries. ${reason}` }
  const wait = spread(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1)), random)
  return { kind: 'again', reason, afterMs: Math.max(afterMs, wait), isCounted: true }
}

const spread = (ms: number, random: number) => Math.round(ms * (0.75 + random / 2))

/** Whether the network, which has the file, would give it out. Decided where the message is stored: no I/O. */
export function isToBeCopied(network: string | undefined, draft: AttachmentDraft): boolean {
  const media = network === undefined ? undefined : channelOf(network)?.media
  if (!media) return false
  const reference = {
    type: draft.type,
    externalId: draft.externalId ?? null,
    url: draft.url ?? null,
    mimeType: draft.mimeType ?? null,
    messageExternalId: null,
  }
  return media.locate(reference, { externalId: '' }).kind !== 'external'
}
