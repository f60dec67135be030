/** Neither network has lists: rows become quick replies where their labels are all there is, else cards. */
import type { ContentError, ListSection, OutboundContent } from '../outbound.ts'
import type { JsonObject } from './json.ts'
import { LONGEST_LABEL, LONGEST_PAYLOAD } from './meta-buttons.ts'
import type { Draft, MetaNetwork } from './meta-network.ts'
import { draftReplies, MOST_REPLIES } from './meta-replies.ts'
import { checkEach, checkFilled, checkLength, checkOptional, fieldsOf, given, invalid } from './meta-rules.ts'
import { generic, LONGEST_TITLE, MOST_CARDS } from './meta-templates.ts'
import { foldText, textMessages } from './meta-texts.ts'
import { present } from './present.ts'
import { textLength } from './split-text.ts'

type ListContent = Extract<OutboundContent, { kind: 'list' }>
/** A row and where it stands in the input. */
type Row = ListSection['rows'][number] & { path: string }

export function draftList(content: ListContent, network: MetaNetwork): Draft {
  const rows = content.sections.flatMap((section, index) =>
    section.rows.map((row, place): Row => ({ ...row, path: `list.sections.${index}.rows.${place}` })),
  )
  const asReplies = rows.length <= MOST_REPLIES && rows.every(isShort)
  if (rows.length === 0 || (!asReplies && rows.length > MOST_CARDS)) return refuseCount(rows.length, network)
  return asReplies ? rowsAsReplies(content, rows, network) : rowsAsCards(content, rows, network)
}

function isShort({ label, description }: Row): boolean {
  return given(description) === undefined && textLength(label, 'CHARACTERS') <= LONGEST_LABEL
}

function refuseCount(count: number, network: MetaNetwork): Draft {
  const most = `${MOST_CARDS} rows, or ${MOST_REPLIES} without descriptions and with labels of at most ${LONGEST_LABEL} characters`
  return invalid(`${network.name} takes 1 to ${most}: there are ${count}.`, 'list.sections')
}

function rowsAsReplies(content: ListContent, rows: Row[], network: MetaNetwork): Draft {
  const field = fieldsOf(network.name, 'list')('a text above a list', 'text')
  const error = checkFilled(content.text, field) ?? checkRows(rows, network)
  if (error) return { error }
  const { text, losses } = foldText(content, network)
  const loss = `${network.name} has no lists: the rows become quick replies, and the list's own button is left out.`
  return draftReplies(text, rows, network, {
    kind: 'list',
    items: 'list.sections',
    losses: [loss, ...losses, ...titleLoss(content, network)],
  })
}

function rowsAsCards(content: ListContent, rows: Row[], network: MetaNetwork): Draft {
  const { buttonLabel } = content
  const field = fieldsOf(network.name, 'list')
  const error =
    checkFilled(content.text, field('a text above a list', 'text')) ??
    checkLength(buttonLabel, LONGEST_LABEL, field('the label of a button', 'buttonLabel')) ??
    checkRows(rows, network)
  if (error) return { error }
  const { text, losses } = foldText(content, network)
  const loss = `${network.name} has no lists: the rows become cards, each with the list's button.`
  return {
    messages: [...textMessages(text, network.text), generic(rows.map((row) => card(row, buttonLabel)))],
    losses: [loss, ...losses, ...titleLoss(content, network)],
  }
}

function checkRows(rows: readonly Row[], network: MetaNetwork): ContentError | null {
  return checkEach(rows, ({ label, description, payload, path }) => {
    const field = fieldsOf(network.name, path)
    return (
      checkLength(label, LONGEST_TITLE, field('the label of a row', 'label')) ??
      checkOptional(description, LONGEST_TITLE, field('the description of a row', 'description')) ??
      checkLength(payload, LONGEST_PAYLOAD, field('the payload of a row', 'payload'))
    )
  })
}

function card({ label, description, payload }: Row, buttonLabel: string): JsonObject {
  return {
    title: label,
    ...present({ subtitle: given(description) }),
    buttons: [{ type: 'postback', title: buttonLabel, payload }],
  }
}

function titleLoss({ sections }: ListContent, network: MetaNetwork): string[] {
  const hasTitles = sections.some(({ title }) => given(title) !== undefined)
  return hasTitles ? [`${network.name} has no sections: their titles are left out.`] : []
}
