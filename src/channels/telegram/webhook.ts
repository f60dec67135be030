import type { ChannelWebhook, Verification, WebhookItem, WebhookRequest } from '../channel.ts'
import type { Json } from '../inbound.ts'
import { contentDigest } from '../shared/digest.ts'
import { isObject, type JsonObject } from '../shared/json.ts'
import { equalInConstantTime, matchSecret, singleHeader } from '../shared/signature.ts'
import { isId } from './payload.ts'

/**
 * Telegram signs nothing: it repeats the secret token that setWebhook was given.
 * core.telegram.org/bots/api#setwebhook
 */
const HEADER = 'x-telegram-bot-api-secret-token'

/** Far above any Update seen; media travels by id and never in the body. */
const MAX_BODY_BYTES = 1024 * 1024

function verify(request: WebhookRequest, secrets: readonly string[]): Verification {
  const given = singleHeader(request, HEADER)
  if (given === null || given === '')
    return { ok: false, reason: `${HEADER} is missing, empty or sent more than once` }
  return matchSecret(secrets, (secret) => equalInConstantTime(given, secret))
}

function sign(_body: Buffer, secret: string): Record<string, string> {
  return { [HEADER]: secret }
}

/** One Update per request, and `update_id` is its key for every delivery: core.telegram.org/bots/api#update */
function items(body: Json): WebhookItem[] {
  if (!isObject(body) || !isId(body.update_id)) return [item(`content:${contentDigest(body)}`, body)]
  const key = `update:${body.update_id}`
  return splitDeletion(key, body) ?? [item(key, body)]
}

/**
 * One deletion names many messages, and each must be able to wait for its message alone.
 * core.telegram.org/bots/api#businessmessagesdeleted
 */
function splitDeletion(key: string, update: JsonObject): WebhookItem[] | null {
  const deleted = update.deleted_business_messages
  if (!isObject(deleted)) return null
  const ids = deleted.message_ids
  if (!Array.isArray(ids) || ids.length === 0 || !ids.every(isId)) return null
  return [...new Set(ids.map(String))].map((id) =>
    item(`${key}:${id}`, { ...update, deleted_business_messages: { ...deleted, message_ids: [id] } }),
  )
}

function item(dedupeKey: string, payload: Json): WebhookItem {
  return { account: null, dedupeKey, payload }
}

export const webhook: ChannelWebhook = { appLevel: false, maxBodyBytes: MAX_BODY_BYTES, verify, sign, items }
