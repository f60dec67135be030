import type { Json, Referral } from '../inbound.ts'
import { isObject } from './json.ts'
import * as payload from './meta-payload.ts'
import { present } from './present.ts'

/** The advertisement, link or product that brought a person: …/webhook-events/messaging_referrals */
export function referralOf(raw: Json | undefined): Referral | undefined {
  const { data: referral } = payload.referral.safeParse(raw)
  if (!referral || !isObject(raw) || Object.keys(raw).length === 0) return undefined
  const { source, ref, ad_id, referer_uri, ads_context_data, product } = referral
  return {
    // Asked from the details of a product of the shop, the only one that names no source.
    source: source ?? (product ? 'PRODUCT' : 'UNKNOWN'),
    ...present({ ref, adId: ad_id, url: referer_uri, headline: ads_context_data?.ad_title }),
    data: raw,
  }
}
