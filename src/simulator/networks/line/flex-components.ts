/** What flex messages are built of: developers.line.biz/en/reference/messaging-api/#flex-component */
import { isObject } from '../../json.ts'
import { action, inFlex, inFlexButton } from './actions.ts'
import type { Rule } from './rules.ts'
import {
  also,
  bool,
  fileUrl,
  list,
  number,
  object,
  oneOf,
  optional,
  required,
  text,
  variants,
} from './rules.ts'

/** Sizes, colours and the like: pixels, percentages or keywords, which LINE draws as well as it can. */
const word = optional(text(100))
export const words = (...names: string[]) => Object.fromEntries(names.map((name) => [name, word]))
export const type = required(text(20))
const flex = optional(number({ min: 0, whole: true }))
const position = optional(oneOf(['relative', 'absolute']))
const gravity = optional(oneOf(['top', 'bottom', 'center']))
const align = optional(oneOf(['start', 'end', 'center']))
const weight = optional(oneOf(['regular', 'bold']))
const style = optional(oneOf(['normal', 'italic']))
const decoration = optional(oneOf(['none', 'underline', 'line-through']))
export const tapped = optional(action(inFlex))
const offsets = { position, ...words('margin', 'offsetTop', 'offsetBottom', 'offsetStart', 'offsetEnd') }

export const box: Rule = (value, path, report) => boxRule(value, path, report)

const button = object(
  {
    type,
    flex,
    gravity,
    ...offsets,
    ...words('color'),
    style: optional(oneOf(['primary', 'secondary', 'link'])),
    height: optional(oneOf(['md', 'sm'])),
    adjustMode: optional(oneOf(['shrink-to-fit'])),
    scaling: optional(bool),
    action: required(action(inFlexButton)),
  },
  { closed: true },
)

export const image = object(
  {
    type,
    flex,
    align,
    gravity,
    ...offsets,
    ...words('size', 'aspectRatio', 'backgroundColor'),
    url: required(fileUrl),
    aspectMode: optional(oneOf(['fit', 'cover'])),
    animated: optional(bool),
    action: tapped,
  },
  { closed: true },
)

export const video = object(
  {
    type,
    url: required(fileUrl),
    previewUrl: required(fileUrl),
    altContent: required(variants({ box, image })),
    ...words('aspectRatio'),
    action: tapped,
  },
  { closed: true },
)

const icon = object(
  { type, url: required(fileUrl), ...offsets, ...words('size', 'aspectRatio'), scaling: optional(bool) },
  { closed: true },
)

const span = object(
  { type, text: optional(text(5000)), ...words('size', 'color'), weight, style, decoration },
  { closed: true },
)

const textComponent = also(
  object(
    {
      type,
      flex,
      align,
      gravity,
      weight,
      style,
      decoration,
      ...offsets,
      ...words('size', 'color', 'lineSpacing'),
      text: optional(text(5000)),
      contents: optional(list(variants({ span }), { max: 100 })),
      wrap: optional(bool),
      maxLines: optional(number({ min: 0, whole: true })),
      adjustMode: optional(oneOf(['shrink-to-fit'])),
      scaling: optional(bool),
      action: tapped,
    },
    { closed: true },
  ),
  (value, path, report) => {
    if (value.text === undefined && value.contents === undefined)
      report([...path, 'text'], 'May not be empty')
  },
)

const separator = object({ type, ...words('margin', 'color') }, { closed: true })
const filler = object({ type, flex }, { closed: true })

const inRows = variants({ box, button, image, text: textComponent, separator, filler, video })
const inBaseline = variants({ icon, text: textComponent, filler })

const boxFields = {
  type,
  flex,
  ...offsets,
  ...words('spacing', 'backgroundColor', 'borderColor', 'borderWidth', 'cornerRadius'),
  ...words('width', 'maxWidth', 'height', 'maxHeight'),
  ...words('paddingAll', 'paddingTop', 'paddingBottom', 'paddingStart', 'paddingEnd'),
  layout: required(oneOf(['horizontal', 'vertical', 'baseline'])),
  justifyContent: optional(
    oneOf(['center', 'flex-start', 'flex-end', 'space-between', 'space-around', 'space-evenly']),
  ),
  alignItems: optional(oneOf(['center', 'flex-start', 'flex-end'])),
  background: optional(object({ type: required(oneOf(['linearGradient'])) })),
  action: tapped,
}
const rows = object({ ...boxFields, contents: required(list(inRows, { max: 1000 })) }, { closed: true })
const baseline = object(
  { ...boxFields, contents: required(list(inBaseline, { max: 1000 })) },
  { closed: true },
)

const boxRule: Rule = (value, path, report) => {
  const rule = isObject(value) && value.layout === 'baseline' ? baseline : rows
  rule(value, path, report)
}
