import type { Opts } from '@grammyjs/types'
import type { NativeRequest } from '../outbound.ts'
import type { JsonObject } from '../shared/json.ts'

/** core.telegram.org/bots/api#making-requests: the token becomes the beginning of the path. */
export function post(method: string, parameters: JsonObject): NativeRequest {
  return { method: 'POST', host: 'api', path: `/${method}`, body: parameters }
}

/** Checks the parameters against the Bot API's types. */
export function call<M extends keyof Opts<string>>(method: M, parameters: Opts<string>[M]): NativeRequest {
  return post(method, parameters as JsonObject)
}
