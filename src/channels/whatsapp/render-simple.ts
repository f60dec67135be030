/** Contents that are one message object of WhatsApp each. */
import type { Json } from '../inbound.ts'
import type { ContentError, ContentKind, OutboundContent } from '../outbound.ts'
import { isObject } from '../shared/json.ts'
import { checkFilled, given, invalid } from '../shared/meta-rules.ts'
import { present } from '../shared/present.ts'
import { type Bodies, field, type MessageBody, refused, said } from './render-rules.ts'

type Content<K extends ContentKind> = Extract<OutboundContent, { kind: K }>

/** …/whatsapp/messages/location-messages */
export function renderLocation(content: Content<'location'>): Bodies {
  const { latitude, longitude, address } = content
  const error =
    checkDegrees(latitude, 90, 'location.latitude') ?? checkDegrees(longitude, 180, 'location.longitude')
  if (error) return refused(error)
  // The address is shown below the name, and not without one.
  return single('location', {
    latitude,
    longitude,
    ...present({ name: given(content.name) ?? address, address }),
  })
}

/** No number is none between the two. */
function checkDegrees(value: number, most: number, path: string): ContentError | null {
  return Math.abs(value) <= most
    ? null
    : invalid(`WhatsApp takes degrees of -${most} to ${most}.`, path).error
}

/** …/whatsapp/messages/contacts-messages */
export function renderContact({ name, phone, ...more }: Content<'contact'>): Bodies {
  const error =
    checkFilled(name, field('the name of a contact', 'contact.name')) ??
    checkFilled(phone, field('the phone number of a contact', 'contact.phone'))
  if (error) return refused(error)
  const email = given(more.email)
  const company = given(more.organization)
  return single('contacts', [
    {
      // One part of the name has to be there besides the whole.
      name: { formatted_name: name, first_name: name },
      phones: [{ phone }],
      ...(email !== undefined && { emails: [{ email }] }),
      ...(company !== undefined && { org: { company } }),
    },
  ])
}

/** …/whatsapp/messages/template-messages */
export function renderTemplate({ name, language, components }: Content<'template'>): Bodies {
  const error =
    checkFilled(name, field('the name of a template', 'template.name')) ??
    checkFilled(language, field('the language of a template', 'template.language'))
  if (error) return refused(error)
  return single('template', {
    name,
    language: { code: language },
    ...(components.length > 0 && { components }),
  })
}

/** A message object: `type`, and the content under a key of that name. */
export function renderNative({ payload }: Content<'native'>): Bodies {
  if (isMessage(payload)) return said([payload])
  const shape = 'an object with "type" and, under a key of that name, what it says'
  return refused(invalid(`WhatsApp takes as native content a message: ${shape}.`, 'native').error)
}

function isMessage(payload: Json): payload is MessageBody {
  if (!isObject(payload) || typeof payload.type !== 'string') return false
  const content = Object.hasOwn(payload, payload.type) ? payload[payload.type] : null
  return typeof content === 'object' && content !== null
}

function single(type: string, content: Json): Bodies {
  return said([{ type, [type]: content }])
}
