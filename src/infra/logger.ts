import { type DestinationStream, type Logger, pino } from 'pino'
import { currentRequestId } from './request-id.ts'

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

/** What helps to mend it. Errors of libraries carry whole connections with them, with all they know. */
function serialiseError(error: unknown): unknown {
  if (!(error instanceof Error))
    return { message: String((error as { message?: unknown } | null)?.message ?? error) }
  const { name, message, stack, cause } = error
  const { code } = error as { code?: unknown }
  return {
    type: name,
    message,
    ...(typeof code === 'string' && { code }),
    stack,
    ...(cause !== undefined && { cause: serialiseError(cause) }),
  }
}

const standardError = () => pino.destination({ fd: 2, sync: false })

/** One JSON line per entry on standard error: standard output belongs to what a person asked to see. */
export function createLogger(level: string, to: DestinationStream = standardError()): Logger {
  return pino(
    {
      level,
      redact,
      serializers: { err: serialiseError },
      base: null,
      mixin: () => {
        const requestId = currentRequestId()
        return requestId === undefined ? {} : { requestId }
      },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    to,
  )
}
