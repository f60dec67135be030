/** Of people who added the account, and have not blocked it since: …/messaging-api/#get-profile */
import type { Json } from '../inbound.ts'
import type { ChannelProfiles } from '../profiles.ts'
import { isObject } from '../shared/json.ts'
import { present } from '../shared/present.ts'
import { errorOf } from './errors.ts'
import { get } from './requests.ts'

export const profiles: ChannelProfiles = {
  // A twentieth of what the endpoint takes: …/messaging-api/#rate-limits
  rate: { points: 100, seconds: 1 },
  ask: (customerId) => get(`/v2/bot/profile/${encodeURIComponent(customerId)}`),
  read: (response) => {
    const { status, body } = response
    if (status < 200 || status >= 300 || !isObject(body)) return { ok: false, error: errorOf(response) }
    const { displayName, pictureUrl, language } = body
    const profile = { name: text(displayName), avatarUrl: text(pictureUrl), locale: text(language) }
    return { ok: true, profile: present(profile) }
  },
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
