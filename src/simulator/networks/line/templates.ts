/** developers.line.biz/en/reference/messaging-api/#template-messages */
import { isObject, type JsonObject } from '../../json.ts'
import { action, asDefault, inImageCarousel, inTemplate } from './actions.ts'
import type { Rule } from './rules.ts'
import { also, fileUrl, list, object, oneOf, optional, required, seen, text, variants } from './rules.ts'

const picture = {
  thumbnailImageUrl: optional(fileUrl),
  imageBackgroundColor: optional(text(9)),
}
const pictures = {
  imageAspectRatio: optional(oneOf(['rectangle', 'square'])),
  imageSize: optional(oneOf(['cover', 'contain'])),
}

/** A picture or a title takes the place of text. */
function lessTextBesideThem(rule: Rule): Rule {
  return also(rule, (value, path, report) => {
    if (!value.thumbnailImageUrl && !value.title) return
    if (typeof value.text === 'string' && value.text.length > 60) {
      report([...path, 'text'], 'Length must be between 1 and 60')
    }
  })
}

const buttons = lessTextBesideThem(
  object({
    ...picture,
    ...pictures,
    title: optional(seen(40)),
    text: required(seen(160)),
    defaultAction: optional(action(asDefault)),
    actions: required(list(action(inTemplate), { min: 1, max: 4 })),
  }),
)

const confirm = object({
  text: required(seen(240)),
  actions: required(list(action(inTemplate), { min: 2, max: 2 })),
})

const column = lessTextBesideThem(
  object({
    ...picture,
    title: optional(seen(40)),
    text: required(seen(120)),
    defaultAction: optional(action(asDefault)),
    actions: required(list(action(inTemplate), { min: 1, max: 3 })),
  }),
)

const carousel = also(
  object({ ...pictures, columns: required(list(column, { min: 1, max: 10 })) }),
  (value, path, report) => {
    const columns = Array.isArray(value.columns) ? value.columns.filter(isObject) : []
    if (!alike(columns, (one) => (Array.isArray(one.actions) ? one.actions.length : 0))) {
      report([...path, 'columns'], 'The number of actions must be the same in all columns')
    }
    if (
      !alike(columns, (one) => Boolean(one.thumbnailImageUrl)) ||
      !alike(columns, (one) => Boolean(one.title))
    ) {
      report([...path, 'columns'], 'Images and titles must be in all columns or in none')
    }
  },
)

function alike(columns: JsonObject[], trait: (column: JsonObject) => unknown): boolean {
  return new Set(columns.map(trait)).size <= 1
}

const imageCarousel = object({
  columns: required(
    list(object({ imageUrl: required(fileUrl), action: required(action(inImageCarousel)) }), {
      min: 1,
      max: 10,
    }),
  ),
})

export const template = variants({ buttons, confirm, carousel, image_carousel: imageCarousel })
