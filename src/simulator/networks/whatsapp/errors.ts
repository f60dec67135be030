/** …/whatsapp/support/error-codes */
import type { ApiAnswer, Failure, StatusError } from '../../network.ts'
import { graphError, refuse } from '../meta/errors.ts'
import { usageHeader } from '../meta/failures.ts'
import { expiredToken } from '../meta/tokens.ts'

const titles = {
  100: 'Invalid parameter',
  131000: 'Something went wrong',
  131008: 'Required parameter is missing',
  131009: 'Parameter value is not valid',
  131021: 'Recipient cannot be sender',
  131026: 'Message undeliverable',
  131047: 'Re-engagement message',
  131051: 'Unsupported message type',
  131053: 'Media upload error',
  131056: '(Business Account, Consumer Account) pair rate limit hit',
  130429: 'Rate limit hit',
  132000: 'Number of parameters does not match the expected number of params',
  132001: 'Template name does not exist in the translation',
  132012: 'Template parameter format mismatch',
  132015: 'Template is paused',
  132016: 'Template is disabled',
} as const

export type CloudCode = keyof typeof titles

/** Refuses at once, with the details that the Cloud API adds to Graph's error. */
export function refuseCloud(code: CloudCode, details: string): never {
  refuse({
    code,
    status: code === 132001 ? 404 : 400,
    message: `(#${code}) ${titles[code]}`,
    data: data(details),
  })
}

/** As the status `failed` tells it, after the message was accepted. */
export function statusError(code: CloudCode, details: string): StatusError {
  return { code, title: titles[code], details }
}

export function cloudFailure({ kind, scope, retryAfter }: Failure): ApiAnswer {
  if (kind === 'expiredToken') return graphError(expiredToken)
  if (kind === 'gone') return fileGone
  if (kind === 'error500') {
    return graphError({
      status: 500,
      code: 131000,
      message: `(#131000) ${titles[131000]}`,
      data: data('Message failed to send due to an unknown error.'),
    })
  }
  // The pair limit wants 4^n seconds and says so nowhere in its answer.
  const code = scope === 'recipient' ? 131056 : 130429
  return graphError({
    status: scope === 'recipient' ? 400 : 429,
    code,
    message: `(#${code}) ${titles[code]}`,
    data: data('Message failed to send because there were too many messages in a short period of time.'),
    ...(scope !== 'recipient' && { headers: usageHeader(retryAfter) }),
  })
}

/** Of a media id that is not there any more, or an address after its five minutes. */
export const fileGone: ApiAnswer = graphError({
  status: 404,
  code: 100,
  subcode: 33,
  message: 'The media file does not exist, or its address has expired',
})

function data(details: string) {
  return { messaging_product: 'whatsapp', details }
}
