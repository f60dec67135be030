/**
 * Files up to 20 MB: the id is asked for a path, which is good for an hour and lies behind the bot's token.
 * core.telegram.org/bots/api#getfile
 */
import type { ChannelMedia, MediaStep } from '../media.ts'
import type { NativeResponse } from '../outbound.ts'
import { isObject } from '../shared/json.ts'
import { EXTERNAL, expired, failed, stepOfError, stepOfStatus, waitFor } from '../shared/media-steps.ts'
import { errorOf } from './errors.ts'
import { FILES } from './send.ts'

const NAME = 'Telegram'

export const media: ChannelMedia = {
  // The token is part of the path, and never of a header.
  tokenHosts: [],
  locate: ({ externalId }) =>
    externalId === null
      ? EXTERNAL
      : {
          kind: 'ask',
          request: { method: 'GET', host: 'api', path: `/getFile?file_id=${encodeURIComponent(externalId)}` },
        },
  next(answer) {
    const { status, body } = answer
    if (status < 200 || status >= 300 || !isObject(body) || body.ok !== true) return refusedId(answer)
    const path = isObject(body.result) ? body.result.file_path : undefined
    if (typeof path !== 'string' || path === '') return waitFor(`${NAME} answered without a path of the file`)
    // The path is not trusted to stay where it belongs.
    if (path.split('/').some((part) => part === '..' || part === '.'))
      return failed(`${NAME} answered a path that leads elsewhere.`)
    const encoded = path.split('/').map(encodeURIComponent).join('/')
    return { kind: 'download', request: { method: 'GET', host: 'api', path: `${FILES}${encoded}` } }
  },
  refused(response) {
    // "When the link expires, a new one can be requested by calling getFile again."
    if ([404, 410].includes(response.status))
      return waitFor(`${NAME} answered ${response.status}: the link to the file has expired`)
    return stepOfStatus(NAME, response, [])
  },
}

/** One code, 400, for all that is wrong with a file: only the description tells which. */
function refusedId(answer: NativeResponse): MediaStep {
  const error = errorOf(answer)
  if (error.code !== '400') return stepOfError(NAME, error)
  if (error.message.includes('file is too big'))
    return failed(`${NAME} gives files of up to 20 MB to bots, and this one is larger (${error.message}).`)
  if (error.message.includes('temporarily unavailable')) return waitFor(`${NAME} answered: ${error.message}`)
  return expired(`${NAME} has the file no longer (${error.message}).`)
}
