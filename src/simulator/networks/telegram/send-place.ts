/** Places and contacts: core.telegram.org/bots/api#sendlocation, #sendvenue, #sendcontact */
import type { Performed } from '../../network.ts'
import { bad } from './answers.ts'
import { deliver } from './deliver.ts'
import type { Params } from './params.ts'
import type { TelegramRequest } from './request.ts'

export function sendLocation(request: TelegramRequest): Performed {
  const location = readLocation(request.params)
  return deliver(request, {
    fields: { location },
    seen: { type: 'location', text: null, attachments: [{ type: 'location', ...location }] },
  })
}

export function sendVenue(request: TelegramRequest): Performed {
  const location = readLocation(request.params)
  const title = request.params.text('title')
  const address = request.params.text('address')
  if (title === undefined) throw bad('venue title must be non-empty')
  if (address === undefined) throw bad('venue address must be non-empty')
  return deliver(request, {
    fields: { venue: { location, title, address }, location },
    seen: {
      type: 'venue',
      text: null,
      attachments: [{ type: 'location', ...location, name: title, address }],
    },
  })
}

export function sendContact(request: TelegramRequest): Performed {
  const { params } = request
  const phone = params.text('phone_number')
  const first = params.text('first_name')
  const last = params.text('last_name')
  const vcard = params.text('vcard')
  if (phone === undefined) throw bad('phone number must be non-empty')
  if (first === undefined) throw bad('first name must be non-empty')
  if (vcard !== undefined && Buffer.byteLength(vcard) > 2048) throw bad('vCard is too long')
  const name = last === undefined ? first : `${first} ${last}`
  return deliver(request, {
    fields: {
      contact: {
        phone_number: phone,
        first_name: first,
        ...(last !== undefined && { last_name: last }),
        ...(vcard !== undefined && { vcard }),
      },
    },
    seen: { type: 'contact', text: null, attachments: [{ type: 'contact', name, phone }] },
  })
}

function readLocation(params: Params): { latitude: number; longitude: number } {
  return { latitude: coordinate(params, 'latitude', 90), longitude: coordinate(params, 'longitude', 180) }
}

function coordinate(params: Params, name: string, max: number): number {
  const value = params.number(name)
  if (value === undefined) throw bad(`${name} is empty`)
  if (Math.abs(value) > max) throw bad('wrong location specified')
  return value
}
