/** `reply_markup`: core.telegram.org/bots/api#inlinekeyboardmarkup, #replykeyboardmarkup */
import { isObject, type Json, type JsonObject } from '../../json.ts'
import type { SimulatedButton } from '../../network.ts'
import { bad } from './answers.ts'
import type { Params } from './params.ts'

const MAX_INLINE_BUTTONS = 100
const MAX_KEYS = 300

export interface Markup {
  /** What a Message tells of it: inline keyboards alone. */
  shown: JsonObject | null
  buttons: SimulatedButton[]
}

const none: Markup = { shown: null, buttons: [] }

export function readMarkup(params: Params): Markup {
  const given = params.json('reply_markup', 'reply keyboard markup')
  if (given === undefined) return none
  if (!isObject(given)) throw bad('object expected as reply markup')
  if (given.keyboard !== undefined) return { shown: null, buttons: keys(given.keyboard) }
  if (given.inline_keyboard === undefined) return none
  const buttons = inlineButtons(given.inline_keyboard)
  return buttons.length === 0 ? none : { shown: { inline_keyboard: given.inline_keyboard }, buttons }
}

/** Only inline keyboards can be put on a message that was sent. */
export function readInlineMarkup(params: Params): Markup {
  const given = params.json('reply_markup', 'reply keyboard markup')
  if (isObject(given) && given.inline_keyboard === undefined && Object.keys(given).length > 0) {
    throw bad('inline keyboard expected')
  }
  return readMarkup(params)
}

function rows(given: Json, why: string): Json[] {
  if (!Array.isArray(given)) throw bad(why)
  return given.flatMap((row) => {
    if (!Array.isArray(row)) throw bad(why)
    return row
  })
}

function inlineButtons(given: Json): SimulatedButton[] {
  const buttons = rows(
    given,
    'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
  )
  if (buttons.length > MAX_INLINE_BUTTONS) throw bad('reply markup is too long')
  return buttons.map(inlineButton)
}

function inlineButton(button: Json): SimulatedButton {
  const cannot = (why: string) => bad(`can't parse inline keyboard button: ${why}`)
  if (!isObject(button)) throw cannot('InlineKeyboardButton must be an Object')
  const { text, callback_data: data, url } = button
  if (typeof text !== 'string') throw cannot('Can\'t find field "text"')
  if (text.trim() === '') throw bad('BUTTON_TEXT_INVALID')
  if (typeof url === 'string' && url !== '') {
    if (!isLink(url)) throw bad('BUTTON_URL_INVALID')
    return { kind: 'url', label: text, url, native: button }
  }
  if (typeof data === 'string') {
    const bytes = Buffer.byteLength(data)
    if (bytes < 1 || bytes > 64) throw bad('BUTTON_DATA_INVALID')
    return { kind: 'reply', label: text, payload: data, native: button }
  }
  if (OTHER_ACTIONS.some((action) => button[action] !== undefined)) {
    return { kind: 'other', label: text, native: button }
  }
  throw cannot('Text buttons are unallowed in the inline keyboard')
}

const OTHER_ACTIONS = [
  'web_app',
  'login_url',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'switch_inline_query_chosen_chat',
  'copy_text',
  'callback_game',
  'pay',
]

function isLink(url: string): boolean {
  const full = /^[a-z][a-z\d+.-]*:/i.test(url) ? url : `https://${url}`
  return URL.canParse(full) && ['http:', 'https:', 'tg:', 'ton:'].includes(new URL(full).protocol)
}

/** A key says its own text, or sends the contact or place it asks for. */
function keys(given: Json): SimulatedButton[] {
  const found = rows(given, 'field "keyboard" must be an Array of Arrays')
  if (found.length > MAX_KEYS) throw bad('reply markup is too long')
  return found.map((key) => {
    const text = isObject(key) ? key.text : key
    if (typeof text !== 'string') throw bad('can\'t parse keyboard button: Can\'t find field "text"')
    if (text.trim() === '') throw bad("can't parse keyboard button: Text must be non-empty")
    return { kind: 'quickReply' as const, label: text, payload: text, native: key }
  })
}
