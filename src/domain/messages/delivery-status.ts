import type { ReportedStatus } from '../../channels/inbound.ts'

/**
 * How far a message of ours has come. Networks report in any order, so a status only ever moves forward along
 * this line; a message that was delivered after all has overcome an earlier failure.
 */
const RANK: Readonly<Record<string, number>> = {
  SCHEDULED: 0,
  HELD: 1,
  QUEUED: 2,
  SENDING: 3,
  UNCONFIRMED: 4,
  SENT: 5,
  FAILED: 6,
  DELIVERED: 7,
  READ: 8,
}

export interface DeliveryState {
  deliveryStatus: string
  sentAt: Date | null
  deliveredAt: Date | null
  readAt: Date | null
  error: string | null
  errorCount: number
}

const earliest = (known: Date | null, at: Date) => (known && known <= at ? known : at)

/** The state after a report, or null when the report says nothing new. */
export function advanceDelivery(
  state: DeliveryState,
  report: { status: ReportedStatus; at: Date; error?: string | undefined },
): DeliveryState | null {
  const current = RANK[state.deliveryStatus]
  const reported = RANK[report.status] ?? -1
  if (current === undefined) return null // RECEIVED and CANCELLED are not on the way anywhere
  const next = { ...state }
  if (report.status === 'SENT') next.sentAt = earliest(state.sentAt, report.at)
  if (report.status === 'DELIVERED') next.deliveredAt = earliest(state.deliveredAt, report.at)
  if (report.status === 'READ') next.readAt = earliest(state.readAt, report.at)
  if (reported > current) {
    next.deliveryStatus = report.status
    next.error = report.status === 'FAILED' ? (report.error ?? 'the network reports a failure') : null
    if (report.status === 'FAILED') next.errorCount += 1
  }
  return sameState(state, next) ? null : next
}

function sameState(a: DeliveryState, b: DeliveryState): boolean {
  return (
    a.deliveryStatus === b.deliveryStatus &&
    a.sentAt?.getTime() === b.sentAt?.getTime() &&
    a.deliveredAt?.getTime() === b.deliveredAt?.getTime() &&
    a.readAt?.getTime() === b.readAt?.getTime()
  )
}
