/** …/whatsapp/cloud-api/reference/messages#interactive-object */
import { isObject } from '../../json.ts'
import type { JsonObject, SimulatedButton } from '../../network.ts'
import { carouselCards } from './carousel.ts'
import { optionalText, requireDistinct, requireList, requireObject, requireText } from './check.ts'
import type { Content } from './content-shape.ts'
import { refuseCloud } from './errors.ts'

const kinds: Record<string, (action: JsonObject) => SimulatedButton[]> = {
  button: replyButtons,
  list: listRows,
  cta_url: (action) => {
    const parameters = requireObject(action.parameters, "interactive['action']['parameters']")
    const label = requireText(parameters.display_text, 'display_text', 20)
    return [{ kind: 'url', label, url: requireText(parameters.url, 'url', 2000) }]
  },
  location_request_message: () => [{ kind: 'other', label: 'Send location' }],
  flow: (action) => {
    const parameters = requireObject(action.parameters, "interactive['action']['parameters']")
    return [{ kind: 'other', label: requireText(parameters.flow_cta, 'flow_cta', 30), native: parameters }]
  },
  // Its buttons are on its cards.
  carousel: () => [],
  product: () => [],
  product_list: () => [],
  catalog_message: () => [],
  address_message: () => [],
}

export function interactiveContent(interactive: JsonObject): Content {
  const type = requireText(interactive.type, "interactive['type']", 50)
  const read = Object.hasOwn(kinds, type) ? kinds[type] : undefined
  if (!read)
    refuseCloud(
      100,
      `Param interactive['type'] must be one of {${Object.keys(kinds).join(', ')}} - got "${type}".`,
    )
  const isBodyFree = type === 'product'
  const maxBody = type === 'list' ? 4096 : 1024
  const body = interactive.body
  if (body === undefined && !isBodyFree) refuseCloud(131008, "interactive['body'] is required")
  const text = body === undefined ? null : requireText(requireObject(body, 'body').text, 'Body text', maxBody)
  const header = headerOf(interactive)
  const footer = interactive.footer === undefined ? null : footerOf(interactive)
  const action =
    type === 'location_request_message' ? {} : requireObject(interactive.action, "interactive['action']")
  return {
    type: 'interactive',
    text: [header, text, footer].filter((part) => part !== null).join('\n\n'),
    buttons: read(action),
    ...pictured(interactive),
    ...(type === 'carousel' && { cards: carouselCards(action) }),
  }
}

function headerOf({ header, type }: JsonObject): string | null {
  if (header === undefined) return null
  const given = requireObject(header, "interactive['header']")
  if (given.type !== 'text') {
    if (type === 'list') refuseCloud(131009, 'The header of a list can only be text')
    return null
  }
  return requireText(given.text, 'Header text', 60)
}

/** What a header shows besides words. */
function pictured({ header }: JsonObject): Pick<Content, 'attachments'> {
  const { type } = isObject(header) ? header : {}
  if (!isObject(header) || (type !== 'image' && type !== 'video' && type !== 'document')) return {}
  const { link } = requireObject(header[type], `interactive['header']['${type}']`)
  const shown = type === 'document' ? 'file' : type
  return { attachments: [{ type: shown, ...(typeof link === 'string' && { url: link }) }] }
}

function footerOf({ footer }: JsonObject): string | null {
  return optionalText(requireObject(footer, "interactive['footer']").text, 'Footer text', 60)
}

function replyButtons(action: JsonObject): SimulatedButton[] {
  const given = requireList(action.buttons, "interactive['action']['buttons']", { max: 3 })
  const buttons = given.map((one): SimulatedButton => {
    const reply = requireObject(requireObject(one, 'buttons').reply, "buttons['reply']")
    const payload = requireText(reply.id, 'Button reply id', 256)
    return { kind: 'reply', label: requireText(reply.title, 'Button title', 20), payload }
  })
  requireDistinct(
    buttons.map((one) => one.payload ?? ''),
    'button ids',
  )
  requireDistinct(
    buttons.map((one) => one.label),
    'button titles',
  )
  return buttons
}

function listRows(action: JsonObject): SimulatedButton[] {
  requireText(action.button, "interactive['action']['button']", 20)
  const sections = requireList(action.sections, "interactive['action']['sections']", { max: 10 })
  const rows = sections.flatMap((one) => {
    const section = requireObject(one, 'sections')
    if (sections.length > 1) requireText(section.title, 'Section title', 24)
    else optionalText(section.title, 'Section title', 24)
    return requireList(section.rows, 'rows', { max: 10 }).map((row) => rowOf(requireObject(row, 'rows')))
  })
  if (rows.length > 10)
    refuseCloud(131009, `Total row count exceed max allowed count: 10, given ${rows.length}`)
  requireDistinct(
    rows.map((row) => row.payload ?? ''),
    'row ids',
  )
  return rows
}

function rowOf(row: JsonObject): SimulatedButton {
  const description = optionalText(row.description, 'Row description', 72)
  return {
    kind: 'listRow',
    label: requireText(row.title, 'Row title', 24),
    payload: requireText(row.id, 'Row id', 200),
    ...(description !== null && { description }),
  }
}
