/**
 * Contents that are neither text nor a file. What Parley has no type for and a person can act on, such as a
 * poll or an invoice, is INTERACTIVE with its title as the text.
 */
import type { z } from 'zod'
import { isObject, type JsonObject, listAt } from '../shared/json.ts'
import { present } from '../shared/present.ts'
import { type Draft, photoOf } from './content-files.ts'
import { camelCase, dataOf, idText, pick } from './data.ts'
import { fullName } from './parties.ts'
import {
  Contact,
  Dice,
  Location,
  Poll,
  read,
  Story,
  Titled,
  UsersShared,
  Venue,
  WebAppData,
} from './payload.ts'

export function locationMessage(message: JsonObject): Draft {
  return placeDraft(read(Location, message.location, 'location'))
}

export function venueMessage(message: JsonObject): Draft {
  const venue = read(Venue, message.venue, 'venue')
  return placeDraft(venue.location, venue.title, venue.address)
}

function placeDraft(place: z.output<typeof Location>, name?: string, address?: string): Draft {
  const { latitude, longitude, horizontal_accuracy: accuracy, live_period: livePeriod } = place
  return {
    type: 'LOCATION',
    text: null,
    attachments: [],
    ...dataOf({ latitude, longitude, name, address, accuracy, livePeriod }),
  }
}

export function contactMessage(message: JsonObject): Draft {
  const contact = read(Contact, message.contact, 'contact')
  return { type: 'CONTACT', text: null, attachments: [], data: { contacts: [cardOf(contact)] } }
}

function cardOf({
  first_name,
  last_name,
  phone_number,
  user_id,
  vcard,
}: z.output<typeof Contact>): JsonObject {
  const name = fullName(first_name, last_name)
  return present({ name, phone: phone_number, externalId: idText(user_id), vcard })
}

/** The value is what the throw came to: core.telegram.org/bots/api#dice */
export function diceMessage(message: JsonObject): Draft {
  const { emoji, value } = read(Dice, message.dice, 'dice')
  return interactive(emoji, { dice: { emoji, value } })
}

export function pollMessage(message: JsonObject): Draft {
  const { id, question } = read(Poll, message.poll, 'poll')
  const poll = message.poll as JsonObject
  const options = listAt(poll, 'options').map((option) => (isObject(option) ? (option.text ?? null) : null))
  return interactive(question, { poll: { id, question, options, ...pick(poll, ['type', 'is_anonymous']) } })
}

/** A game, an invoice or a checklist: it has a title, and of the rest what `keys` name. */
export function titledMessage(key: string, keys: readonly string[]) {
  return (message: JsonObject): Draft => {
    const { title } = read(Titled, message[key], key)
    return interactive(title, { [key]: { title, ...pick(message[key] as JsonObject, keys) } })
  }
}

export function gameMessage(message: JsonObject): Draft {
  const draft = titledMessage('game', ['description', 'text'])(message)
  const { photo } = message.game as JsonObject
  return Array.isArray(photo) && photo.length > 0
    ? { ...draft, attachments: [photoOf(photo, 'game.photo')] }
    : draft
}

/** What a keyboard button or a payment brought back; it shows no text of its own. */
export function resultMessage(key: string, keys: readonly string[]) {
  return (message: JsonObject): Draft =>
    interactive(null, { [camelCase(key)]: isObject(message[key]) ? pick(message[key], keys) : {} })
}

/** core.telegram.org/bots/api#usersshared: names only where the button asked for them. */
export function sharedUsersMessage(message: JsonObject): Draft {
  const { users } = read(UsersShared, message.users_shared, 'users_shared')
  const parties = users.map(({ user_id, username, first_name, last_name }) =>
    present({ externalId: String(user_id), username, name: fullName(first_name, last_name) || undefined }),
  )
  return interactive(null, { usersShared: parties })
}

/** A bad client can send arbitrary data here: core.telegram.org/bots/api#webappdata */
export function webAppMessage(message: JsonObject): Draft {
  const { data, button_text } = read(WebAppData, message.web_app_data, 'web_app_data')
  return interactive(button_text ?? null, { payload: data })
}

/** Bots learn of a story no more than where it is: core.telegram.org/bots/api#story */
export function storyMessage(message: JsonObject): Draft {
  const story = read(Story, message.story, 'story')
  return interactive(null, { story: { chatId: String(story.chat.id), storyId: String(story.id) } })
}

function interactive(text: string | null, data: JsonObject): Draft {
  return { type: 'INTERACTIVE', text, attachments: [], data }
}
