/**
 * What a tap does: developers.line.biz/en/reference/messaging-api/#action-objects. How long the label may be
 * depends on where the action stands (#action-object-label-spec).
 */
import type { Rule } from './rules.ts'
import { also, linkUri, matching, object, oneOf, optional, required, seen, text, variants } from './rules.ts'

interface LabelSpec {
  max: number
  needed: boolean
}

export const inTemplate: LabelSpec = { max: 20, needed: true }
/** Stands for a tap anywhere: the label is not shown. */
export const asDefault: LabelSpec = { max: 20, needed: false }
export const inImageCarousel: LabelSpec = { max: 12, needed: false }
export const inFlexButton: LabelSpec = { max: 40, needed: true }
export const inFlex: LabelSpec = { max: 40, needed: false }

export function action(spec: LabelSpec): Rule {
  return variants(everywhere(spec))
}

const moment = matching(
  /^(\d{4}-\d{2}-\d{2}([Tt]\d{2}:\d{2})?|\d{2}:\d{2})$/,
  'Must be a date, a time, or a date and time',
)

/** The camera, the camera roll and the map open from quick replies alone. */
export const quickReplyAction: Rule = variants({
  ...everywhere({ max: 20, needed: true }),
  camera: object({ label: required(seen(20)) }),
  cameraRoll: object({ label: required(seen(20)) }),
  location: object({ label: required(seen(20)) }),
})

function everywhere(spec: LabelSpec): Record<string, Rule> {
  const label = spec.needed ? required(seen(spec.max)) : optional(seen(spec.max, { min: 0 }))
  return {
    postback: also(
      object({
        label,
        data: required(text(300, { min: 0 })),
        displayText: optional(seen(300, { min: 0 })),
        text: optional(seen(300, { min: 0 })),
        inputOption: optional(oneOf(['closeRichMenu', 'openRichMenu', 'openKeyboard', 'openVoice'])),
        fillInText: optional(seen(300, { min: 0 })),
      }),
      (value, path, report) => {
        if (value.displayText && value.text) report(path, 'displayText and text cannot be used together')
      },
    ),
    message: object({ label, text: required(seen(300)) }),
    uri: object({
      label,
      uri: required(linkUri),
      altUri: optional(object({ desktop: optional(linkUri) })),
    }),
    datetimepicker: object({
      label,
      data: required(text(300, { min: 0 })),
      mode: required(oneOf(['date', 'time', 'datetime'])),
      initial: optional(moment),
      max: optional(moment),
      min: optional(moment),
    }),
    clipboard: object({ label, clipboardText: required(text(1000)) }),
  }
}
