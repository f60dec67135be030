import type { AccountProfile, ChannelError, NativeRequest, NativeResponse, SendResult } from '../outbound.ts'
import { isObject, type JsonObject } from '../shared/json.ts'
import { numberAt, readAnswer, readProfile, textAt } from '../shared/meta-answers.ts'
import { graphPath } from '../shared/meta-graph.ts'
import { HOST } from '../shared/meta-send.ts'
import { present } from '../shared/present.ts'
import { subcodes } from './errors.ts'

/** …/graph-api/reference/page#fields */
const FIELDS = 'id,name,username,picture,followers_count'

export function read(response: NativeResponse, request: NativeRequest): SendResult {
  return readAnswer(response, request, subcodes)
}

/** A page's token is that page: `me`. */
export function identify(): NativeRequest {
  return { method: 'GET', host: HOST, path: `${graphPath('me')}?fields=${FIELDS}` }
}

export function readIdentity(response: NativeResponse): AccountProfile | ChannelError {
  return readProfile(response, subcodes, page)
}

function page(body: JsonObject): AccountProfile | null {
  const externalId = textAt(body, 'id')
  const name = textAt(body, 'name')
  if (externalId === undefined || name === undefined) return null
  return {
    externalId,
    name,
    ...present({
      username: textAt(body, 'username'),
      avatarUrl: pictureOf(body),
      followerCount: numberAt(body, 'followers_count'),
    }),
  }
}

function pictureOf({ picture }: JsonObject): string | undefined {
  const data = isObject(picture) ? picture.data : null
  return isObject(data) ? textAt(data, 'url') : undefined
}
