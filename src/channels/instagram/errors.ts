import type { Subcodes } from '../shared/meta-errors.ts'

/** Instagram's own: …/messenger-platform/error-codes */
export const subcodes: Subcodes = new Map([
  [2534022, 'WINDOW_CLOSED'],
  [2534014, 'RECIPIENT_UNAVAILABLE'],
  // With 100, though no change of the message would help: the account may not write to anybody.
  [2534029, 'PERMISSION'],
  [2534013, 'PERMISSION'],
  // With 100: another app has the say in this thread alone.
  [2534037, 'INVALID_REQUEST'],
])
