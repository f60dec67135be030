/**
 * What people send is read by its message's id from a host of its own, for as long as LINE keeps it, which is not
 * told: …/messaging-api/#get-content
 */
import type { ChannelMedia, MediaReference, MediaStep } from '../media.ts'
import type { NativeRequest } from '../outbound.ts'
import { isObject } from '../shared/json.ts'
import { EXTERNAL, expired, failed, stepOfError, stepOfStatus, waitFor } from '../shared/media-steps.ts'
import { errorOf } from './errors.ts'

const NAME = 'LINE'
/** "404: the message ID doesn't exist", "410: the content is gone": …/messaging-api/#get-content-error-response */
const GONE = [404, 410]
/** Between two looks at a film that is being prepared. */
const LOOK_AGAIN_MS = 3000

export const media: ChannelMedia = {
  tokenHosts: [],
  locate(reference) {
    const { externalId, url, type } = reference
    // Sent by an app in the person's name: LINE has no copy. …/messaging-api/#wh-image
    if (externalId === null) return url === null ? EXTERNAL : { kind: 'download', url, withToken: false }
    // Large ones are prepared first: …/messaging-api/#verify-video-or-audio-preparation-status
    if (type === 'VIDEO' || type === 'AUDIO')
      return { kind: 'ask', request: content(externalId, '/transcoding') }
    return { kind: 'download', request: content(externalId) }
  },
  next(answer, _asked, reference) {
    if (GONE.includes(answer.status)) return gone(answer.status)
    if (answer.status < 200 || answer.status >= 300) return stepOfError(NAME, errorOf(answer))
    return prepared(isObject(answer.body) ? answer.body.status : undefined, reference)
  },
  // 202 while it prepares a large file, as a status other than 200 that is no refusal.
  refused: (response) =>
    GONE.includes(response.status) ? gone(response.status) : stepOfStatus(NAME, response, []),
}

function prepared(status: unknown, { externalId }: MediaReference): MediaStep {
  if (status === 'succeeded' && externalId !== null) return { kind: 'download', request: content(externalId) }
  if (status === 'failed') return failed(`${NAME} could not prepare the file: it says "failed".`)
  if (status === 'processing') return waitFor(`${NAME} is still preparing the file`, LOOK_AGAIN_MS)
  return waitFor(`${NAME} did not say whether the file is prepared`)
}

function gone(status: number): MediaStep {
  return expired(`${NAME} has the file no longer: it answered ${status}.`)
}

function content(messageId: string, rest = ''): NativeRequest {
  return {
    method: 'GET',
    host: 'data',
    path: `/v2/bot/message/${encodeURIComponent(messageId)}/content${rest}`,
  }
}
