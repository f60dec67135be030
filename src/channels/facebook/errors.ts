import type { Subcodes } from '../shared/meta-errors.ts'

/** Messenger's own: …/messenger-platform/error-codes */
export const subcodes: Subcodes = new Map([
  [2018278, 'WINDOW_CLOSED'],
  [2018065, 'WINDOW_CLOSED'],
  [2018001, 'RECIPIENT_UNAVAILABLE'],
  [2018108, 'RECIPIENT_UNAVAILABLE'],
  [2018336, 'RECIPIENT_UNAVAILABLE'],
  // The person stopped messages of this kind.
  [1893015, 'RECIPIENT_UNAVAILABLE'],
  // With 10, though nothing is to be permitted: another app has the say in this thread alone.
  [2018300, 'INVALID_REQUEST'],
  // Messenger's own questions and answers are under way, and end by themselves.
  [2018321, 'TRANSIENT'],
])
