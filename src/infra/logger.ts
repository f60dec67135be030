import { type Logger, pino } from 'pino'

export type { Logger }

/** Secrets never reach the log, whatever object is logged. */
const redact = {
  paths: [
    '*.secret',
    '*.secrets',
    '*.password',
    '*.token',
    '*.verifyToken',
    '*.apiKey',
    '*.authorization',
    '*.headers',
    'headers',
  ],
  censor: '[redacted]',
}

/** One JSON line per entry on standard error: standard output belongs to what a person asked to see. */
export function createLogger(level: string): Logger {
  return pino(
    { level, redact, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ fd: 2, sync: false }),
  )
}
