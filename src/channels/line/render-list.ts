import type { ListSection, OutboundContent } from '../outbound.ts'
import { atLeastOne } from '../shared/content-rules.ts'
import type { JsonObject } from '../shared/json.ts'
import { type Draft, draft } from './draft.ts'
import * as limits from './limits.ts'
import { labelWithin, postbackAction } from './render-actions.ts'
import { bubble, bubbleMessage, column, heading, linkText, paragraph, smallPrint } from './render-flex.ts'
import { textMessage, textParts } from './render-text.ts'

type List = Extract<OutboundContent, { kind: 'list' }>

/** A bubble with a line to tap for each row. */
export function renderList(content: List): Draft {
  const { sections, header, footer, buttonLabel } = content
  const rows = sections.reduce((sum, section) => sum + section.rows.length, 0)
  atLeastOne(rows, 'rows', 'list.sections')
  const parts = textParts(content.text, 'list.text')
  const text = parts.at(-1) ?? ''
  const body = [
    ...(header ? [heading(header)] : []),
    paragraph(text),
    ...sections.flatMap((section, index) => sectionLines(section, `list.sections.${index}`)),
    ...(footer ? [smallPrint(footer)] : []),
  ]
  return draft(
    [...parts.slice(0, -1).map(textMessage), bubbleMessage(text, bubble(body), 'list')],
    buttonLabel !== '' &&
      `LINE shows the rows at once: the button “${buttonLabel}” to open them is left out.`,
  )
}

function sectionLines({ title, rows }: ListSection, path: string): JsonObject[] {
  return [
    { type: 'separator' },
    ...(title ? [heading(title)] : []),
    ...rows.map((row, index) => rowLine(row, `${path}.rows.${index}`)),
  ]
}

/** Boxes can be tapped as well as buttons can, and hold a second line: …/messaging-api/#box */
function rowLine({ label, description, payload }: ListSection['rows'][number], path: string): JsonObject {
  const shown = labelWithin(label, limits.DISPLAY_TEXT, `${path}.label`)
  const lines = [linkText(shown), ...(description ? [smallPrint(description)] : [])]
  return { ...column(lines, 'sm'), action: postbackAction(label, payload, `${path}.payload`) }
}
