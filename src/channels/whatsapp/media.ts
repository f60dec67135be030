/**
 * Files of customers: …/whatsapp/business-phone-numbers/media. The id is asked for an address, which is good for
 * five minutes and wants the account's token.
 */
import type { ChannelMedia, MediaStep } from '../media.ts'
import type { NativeResponse } from '../outbound.ts'
import { isObject } from '../shared/json.ts'
import { EXTERNAL, expired, failed, stepOfError, stepOfStatus, waitFor } from '../shared/media-steps.ts'
import { graphPath } from '../shared/meta-graph.ts'
import { readError } from './errors.ts'

const NAME = 'WhatsApp'
/** Of an object that does not exist, or not for this account: …/graph-api/guides/error-handling */
const NO_OBJECT = ['33', '100/33']

export const media: ChannelMedia = {
  // "The media URL": …/media#download-media
  tokenHosts: ['lookaside.fbsbx.com'],
  locate({ externalId, url }, account) {
    if (externalId === null) return url === null ? EXTERNAL : { kind: 'download', url, withToken: true }
    const path = `${graphPath(externalId)}?phone_number_id=${encodeURIComponent(account.externalId)}`
    return { kind: 'ask', request: { method: 'GET', host: 'api', path } }
  },
  next(answer) {
    const { status, body } = answer
    if (status < 200 || status >= 300) return refusedId(answer)
    if (isObject(body) && typeof body.url === 'string')
      return { kind: 'download', url: body.url, withToken: true }
    return waitFor(`${NAME} answered without the address of the file`)
  },
  refused(response, { externalId }) {
    // The five minutes are over, or the address was of another kind: the id leads to a new one.
    if ([403, 404, 410].includes(response.status) && externalId !== null)
      return waitFor(`${NAME} answered ${response.status}: the address of the file has expired`)
    return stepOfStatus(NAME, response, [403, 404, 410])
  },
}

function refusedId(answer: NativeResponse): MediaStep {
  const error = readError(answer)
  if (answer.status === 404 || answer.status === 410 || NO_OBJECT.includes(error.code))
    return expired(`${NAME} has the file no longer (${error.code}: ${error.message}).`)
  return answer.status === 400 && error.class === 'INVALID_REQUEST'
    ? failed(`${NAME} knows no such file (${error.code}: ${error.message}).`)
    : stepOfError(NAME, error)
}
