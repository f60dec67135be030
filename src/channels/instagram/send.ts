import type { AccountProfile, ChannelError, NativeRequest, NativeResponse, SendResult } from '../outbound.ts'
import { isObject, type JsonObject, listAt } from '../shared/json.ts'
import { numberAt, readAnswer, readProfile, textAt } from '../shared/meta-answers.ts'
import { graphPath } from '../shared/meta-graph.ts'
import { HOST } from '../shared/meta-send.ts'
import { present } from '../shared/present.ts'
import { subcodes } from './errors.ts'

/** …/instagram-platform/instagram-api-with-instagram-login/get-started#fields */
const FIELDS = 'user_id,username,name,profile_picture_url,followers_count'

export function read(response: NativeResponse, request: NativeRequest): SendResult {
  return readAnswer(response, request, subcodes)
}

export function identify(): NativeRequest {
  return { method: 'GET', host: HOST, path: `${graphPath('me')}?fields=${FIELDS}` }
}

export function readIdentity(response: NativeResponse): AccountProfile | ChannelError {
  return readProfile(response, subcodes, professional)
}

/** `id` is another for every app: webhooks know the account by its `user_id`. */
function professional(body: JsonObject): AccountProfile | null {
  // Examples have the account in a list of one; answers have it as it is.
  const [listed] = listAt(body, 'data')
  const user = isObject(listed) ? listed : body
  const externalId = textAt(user, 'user_id')
  const username = textAt(user, 'username')
  if (externalId === undefined || username === undefined) return null
  return {
    externalId,
    name: textAt(user, 'name') ?? username,
    username,
    ...present({
      avatarUrl: textAt(user, 'profile_picture_url'),
      followerCount: numberAt(user, 'followers_count'),
    }),
  }
}
