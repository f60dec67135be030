/** Rich messages are a tree of blocks: core.telegram.org/bots/api#richmessage */
import type { AttachmentDraft, Json } from '../inbound.ts'
import { isObject, type JsonObject, listAt } from '../shared/json.ts'
import { type Draft, fileOf, photoOf } from './content-files.ts'

/** "Up to 16 levels of nested formatting and blocks", each two deep in the JSON: deeper is left out. */
const MAX_DEPTH = 40

const FILE_BLOCKS = {
  video: 'VIDEO',
  animation: 'VIDEO',
  audio: 'AUDIO',
  voice_note: 'AUDIO',
  document: 'FILE',
} as const

export function richMessage(message: JsonObject): Draft {
  const blocks = isObject(message.rich_message) ? listAt(message.rich_message, 'blocks') : []
  const text = blocksText(blocks, 0)
  return { type: 'TEXT', text: text === '' ? null : text, attachments: blocksFiles(blocks, 0) }
}

function blocksText(blocks: Json[], depth: number): string {
  return blocks
    .map((block) => blockText(block, depth))
    .filter((line) => line !== '')
    .join('\n')
}

/** A block has text, blocks within, items of a list, rows of cells or a caption. */
function blockText(block: Json, depth: number): string {
  if (!isObject(block) || depth > MAX_DEPTH) return ''
  const items = listAt(block, 'items').map((item) => listItemText(item, depth + 1))
  const rows = listAt(block, 'cells').map((row) => rowText(row, depth + 1))
  const own = [block.summary, block.text, block.expression].map((text) => plain(text, depth + 1))
  const within = blocksText(listAt(block, 'blocks'), depth + 1)
  return [...own, within, ...items, ...rows, plain(block.caption, depth + 1)].filter(Boolean).join('\n')
}

function listItemText(item: Json, depth: number): string {
  if (!isObject(item)) return ''
  return [plain(item.label, depth), blocksText(listAt(item, 'blocks'), depth)].filter(Boolean).join(' ')
}

function rowText(row: Json, depth: number): string {
  return Array.isArray(row) ? row.map((cell) => plain(cell, depth)).join('\t') : ''
}

/** RichText is a string, a list of RichText, or one formatted: core.telegram.org/bots/api#richtext */
function plain(text: Json | undefined, depth: number): string {
  if (typeof text === 'string') return text
  if (depth > MAX_DEPTH) return ''
  if (Array.isArray(text)) return text.map((part) => plain(part, depth + 1)).join('')
  return isObject(text) ? plain(text.text ?? text.alternative_text ?? text.expression, depth + 1) : ''
}

function blocksFiles(blocks: Json[], depth: number): AttachmentDraft[] {
  if (depth > MAX_DEPTH) return []
  return blocks.flatMap((block) => {
    if (!isObject(block)) return []
    const inner = [...listAt(block, 'blocks'), ...listAt(block, 'items')]
    return [...blockFile(block), ...blocksFiles(inner, depth + 1)]
  })
}

function blockFile(block: JsonObject): AttachmentDraft[] {
  if (block.type === 'photo') return [photoOf(block.photo, 'rich_message.photo')]
  for (const [key, type] of Object.entries(FILE_BLOCKS))
    if (block.type === key) return [fileOf(type, block[key], `rich_message.${key}`)]
  return []
}
