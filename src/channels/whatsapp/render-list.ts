/** A list that opens with a button: …/whatsapp/messages/interactive-list-messages */
import type { Json } from '../inbound.ts'
import type { ContentError, ListSection, OutboundContent } from '../outbound.ts'
import {
  checkCount,
  checkEach,
  checkFilled,
  checkLength,
  checkOptional,
  given,
} from '../shared/meta-rules.ts'
import { present } from '../shared/present.ts'
import {
  checkFrame,
  frameOf,
  interactive,
  MAX_BUTTON_LABEL,
  MAX_ROW_LABEL,
  MAX_ROW_PAYLOAD,
  MAX_ROWS,
} from './render-interactive.ts'
import { type Bodies, checkDistinct, checkPayload, field, refused, said } from './render-rules.ts'

const MAX_SECTION_TITLE = 24
const MAX_DESCRIPTION = 72

type List = Extract<OutboundContent, { kind: 'list' }>
type Row = ListSection['rows'][number]

export function renderList(content: List): Bodies {
  const error = checkList(content)
  if (error) return refused(error)
  const { text, buttonLabel: button, sections } = content
  return said(interactive('list', text, { button, sections: sections.map(sectionOf) }, frameOf(content)))
}

function sectionOf({ title, rows }: ListSection): Json {
  return { ...present({ title: given(title) }), rows: rows.map(rowOf) }
}

function rowOf({ label: title, description, payload: id }: Row): Json {
  return { id, title, ...present({ description: given(description) }) }
}

function checkList(content: List): ContentError | null {
  const { text, buttonLabel, sections } = content
  return (
    checkFilled(text, field('a text', 'list.text')) ??
    checkLength(buttonLabel, MAX_BUTTON_LABEL, field('the label of a button', 'list.buttonLabel')) ??
    checkFrame(content, 'list') ??
    // Ten of either: with a row in each, the number of sections needs no rule of its own.
    checkCount(
      sections.flatMap(({ rows }) => rows),
      MAX_ROWS,
      field('rows in all sections', 'list.sections'),
    ) ??
    checkEach(sections, (section, index) =>
      checkSection(section, sections.length > 1, `list.sections.${index}`),
    ) ??
    checkDistinct(payloadsOf(sections), 'payloads')
  )
}

function payloadsOf(sections: readonly ListSection[]) {
  return sections.flatMap(({ rows }, section) =>
    rows.map(({ payload }, row) => [payload, `list.sections.${section}.rows.${row}.payload`] as const),
  )
}

function checkSection({ title, rows }: ListSection, titled: boolean, path: string): ContentError | null {
  const heading = field(
    titled ? 'the title of each of several sections' : 'the title of a section',
    `${path}.title`,
  )
  return (
    (titled ? checkFilled(title ?? '', heading) : null) ??
    checkOptional(title, MAX_SECTION_TITLE, heading) ??
    checkCount(rows, MAX_ROWS, field('rows in a section', `${path}.rows`)) ??
    checkEach(rows, (row, index) => checkRow(row, `${path}.rows.${index}`))
  )
}

function checkRow({ label, description, payload }: Row, path: string): ContentError | null {
  return (
    checkLength(label, MAX_ROW_LABEL, field('the label of a row', `${path}.label`)) ??
    checkOptional(description, MAX_DESCRIPTION, field('the description of a row', `${path}.description`)) ??
    checkPayload(payload, MAX_ROW_PAYLOAD, field('the payload of a row', `${path}.payload`))
  )
}
