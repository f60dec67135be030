/** Texts with marks in them: core.telegram.org/bots/api#formatting-options */
import { isObject, type Json, type JsonObject } from '../../json.ts'
import { bad } from './answers.ts'
import type { FormattedText } from './formatted-text.ts'
import type { Params } from './params.ts'
import { parseHtml } from './parse-html.ts'
import { parseMarkdown } from './parse-markdown.ts'
import { parseMarkdownV2 } from './parse-markdown-v2.ts'

/** Where a method has its text, and what it calls the parts. */
export interface TextFields {
  text: string
  parseMode: string
  entities: string
}

export const ofMessage: TextFields = { text: 'text', parseMode: 'parse_mode', entities: 'entities' }
export const ofCaption: TextFields = {
  text: 'caption',
  parseMode: 'parse_mode',
  entities: 'caption_entities',
}

/** The text after its marks were read; empty where there is none. */
export function formattedText(params: Params, fields: TextFields): FormattedText {
  const text = params.text(fields.text) ?? ''
  const mode = params.text(fields.parseMode)?.toLowerCase()
  // A mode wins over a list of entities.
  if (mode === 'html') return parseHtml(text)
  if (mode === 'markdownv2') return parseMarkdownV2(text)
  if (mode === 'markdown') return parseMarkdown(text)
  if (mode !== undefined && mode !== 'none') throw bad('unsupported parse_mode')
  return { text, entities: entityList(params.json(fields.entities, 'entities'), text) }
}

function entityList(given: Json | undefined, text: string): JsonObject[] {
  if (given === undefined || given === null) return []
  if (!Array.isArray(given)) throw bad("can't parse entities: expected an Array of MessageEntity")
  // Beyond the text an entity counts for nothing; within it, it is cut to fit.
  return given.map(readEntity).filter(({ offset }) => Number(offset) < text.length)
}

function readEntity(entity: Json): JsonObject {
  if (!isObject(entity)) throw bad("can't parse MessageEntity: expected an Object")
  const { type, offset, length } = entity
  if (typeof type !== 'string') throw bad('can\'t parse MessageEntity: Can\'t find field "type"')
  if (!isPosition(offset)) throw bad('can\'t parse MessageEntity: Can\'t find field "offset"')
  if (!isPosition(length)) throw bad('can\'t parse MessageEntity: Can\'t find field "length"')
  if (!TYPES.has(type)) throw bad("can't parse MessageEntity: Unsupported type specified")
  if (type === 'text_link' && typeof entity.url !== 'string') {
    throw bad('can\'t parse MessageEntity: Can\'t find field "url"')
  }
  return entity
}

const isPosition = (value: Json | undefined) =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0

const TYPES = new Set(
  (
    'mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough spoiler ' +
    'blockquote expandable_blockquote code pre text_link text_mention custom_emoji date_time'
  ).split(' '),
)

/** Limits are characters, not bytes, "after entities parsing". */
export function characters(text: string): number {
  return [...text].length
}
