/** developers.line.biz/en/reference/messaging-api/#flex-message. Unlike elsewhere, unknown properties are errors. */
import { isObject, type Json } from '../../json.ts'
import { box, image, tapped, type, video, words } from './flex-components.ts'
import { also, bool, list, object, oneOf, optional, required, variants } from './rules.ts'

const blockStyle = optional(
  object({ ...words('backgroundColor', 'separatorColor'), separator: optional(bool) }, { closed: true }),
)

const block = optional(variants({ box }))

const bubble = also(
  object(
    {
      type,
      size: optional(oneOf(['nano', 'micro', 'deca', 'hecto', 'kilo', 'mega', 'giga'])),
      direction: optional(oneOf(['ltr', 'rtl'])),
      header: block,
      hero: optional(variants({ box, image, video })),
      body: block,
      footer: block,
      styles: optional(
        object(
          { header: blockStyle, hero: blockStyle, body: blockStyle, footer: blockStyle },
          { closed: true },
        ),
      ),
      action: tapped,
    },
    { closed: true },
  ),
  (value, path, report) => {
    if (!(value.header || value.hero || value.body || value.footer)) {
      report(path, 'At least one block must be specified')
    }
    if (bytes(value) > 30 * 1024)
      report(path, 'Too large flex message. The maximum size of a bubble is 30 KB')
  },
)

const carousel = also(
  object({ type, contents: required(list(variants({ bubble }), { min: 1, max: 12 })) }, { closed: true }),
  (value, path, report) => {
    const sizes = Array.isArray(value.contents)
      ? value.contents.filter(isObject).map(({ size }) => size ?? 'mega')
      : []
    if (new Set(sizes).size > 1) report(path, 'All bubbles of a carousel must have the same size')
    if (bytes(value) > 50 * 1024)
      report(path, 'Too large flex message. The maximum size of a carousel is 50 KB')
  },
)

function bytes(json: Json): number {
  return Buffer.byteLength(JSON.stringify(json))
}

export const flexContainer = variants({ bubble, carousel })
