/** core.telegram.org/bots/api#setwebhook, #getwebhookinfo, #deletewebhook, #getupdates */
import { type Performed, Refused } from '../../network.ts'
import { isAcceptedAddress } from '../webhook-address.ts'
import { bad, failed, ok } from './answers.ts'
import { memoryOf } from './memory.ts'
import type { Params } from './params.ts'
import type { TelegramRequest } from './request.ts'

export function setWebhook(request: TelegramRequest): Performed {
  const { account, params } = request
  const url = params.text('url')
  if (url === undefined) return deleteWebhook(request)
  const maxConnections = readMaxConnections(params)
  const allowed = readAllowedUpdates(params)
  const secret = readSecret(params)
  if (!URL.canParse(url)) throw bad('invalid webhook URL specified')
  if (!isAcceptedAddress(url)) throw bad('bad webhook: An HTTPS URL must be provided for webhook')
  const memory = memoryOf(account)
  memory.maxConnections = maxConnections
  // "If not specified, the previous setting will be used."
  memory.allowedUpdates = allowed ?? memory.allowedUpdates ?? []
  const isSame = account.webhookUrl === url && account.secret === secret
  account.webhookUrl = url
  account.secret = secret
  return ok(true, isSame ? 'Webhook is already set' : 'Webhook was set')
}

export function deleteWebhook({ account }: TelegramRequest): Performed {
  const wasSet = account.webhookUrl !== null
  account.webhookUrl = null
  return ok(true, wasSet ? 'Webhook was deleted' : 'Webhook is already deleted')
}

export function getWebhookInfo({ account }: TelegramRequest): Performed {
  const { allowedUpdates, maxConnections } = memoryOf(account)
  return ok({
    url: account.webhookUrl ?? '',
    has_custom_certificate: false,
    pending_update_count: 0,
    ...(account.webhookUrl !== null && { max_connections: maxConnections }),
    ...(allowedUpdates && allowedUpdates.length > 0 && { allowed_updates: [...allowedUpdates] }),
  })
}

/** Updates are told to webhooks alone here: without one they are gone. */
export function getUpdates({ account }: TelegramRequest): Performed {
  if (account.webhookUrl === null) return ok([])
  const why =
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
  throw new Refused(failed(409, `Conflict: ${why}`))
}

function readMaxConnections(params: Params): number {
  const max = params.integer('max_connections') ?? 40
  if (max < 1 || max > 100) throw bad('max_connections must be between 1 and 100')
  return max
}

function readAllowedUpdates(params: Params): string[] | undefined {
  const given = params.json('allowed_updates', 'allowed updates')
  if (given === undefined || given === null) return undefined
  if (!Array.isArray(given)) throw bad("can't parse allowed updates: expected an Array of String")
  // Names that it does not know are passed over.
  return given.filter((name) => typeof name === 'string')
}

function readSecret(params: Params): string {
  const secret = params.text('secret_token') ?? ''
  if (secret.length > 256) throw bad('secret token is too long')
  if (!/^[\w-]*$/.test(secret)) throw bad('secret token contains unallowed characters')
  return secret
}
