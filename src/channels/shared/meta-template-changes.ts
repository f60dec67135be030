/** What webhooks tell of a template: …/webhooks/reference/message_template_status_update and its neighbours */
import type { Json, TemplateChange } from '../inbound.ts'
import { isObject, type JsonObject, listAt } from './json.ts'
import { textAt } from './meta-answers.ts'
import { qualityOf, reasonOf, statusOf } from './meta-template-calls.ts'
import { present } from './present.ts'

/** Undefined where it does not say which template. */
export function readTemplateChange(value: JsonObject): TemplateChange | undefined {
  const externalId =
    textAt(value, 'message_template_id') ?? textAt(value, 'template_id') ?? textAt(value, 'id')
  if (externalId === undefined) return undefined
  const status = statusOf(eventOf(value))
  const category = textAt(value, 'new_category') ?? textAt(value, 'message_template_category')
  return {
    externalId,
    ...present({
      name: textAt(value, 'message_template_name') ?? textAt(value, 'name'),
      language: textAt(value, 'message_template_language') ?? textAt(value, 'language'),
      status,
      reason: status && explained(value),
      quality: qualityOf(value.new_quality_score),
      category,
      components: componentsIn(value),
    }),
  }
}

/** `event` on WhatsApp; what Messenger calls it is not documented, and was seen under these names. */
function eventOf(value: JsonObject): string {
  const word = textAt(value, 'event') ?? textAt(value, 'message_template_status') ?? textAt(value, 'status')
  return word?.toUpperCase() ?? ''
}

function explained({ reason, rejection_info, other_info }: JsonObject): string | null {
  const more = [
    isObject(rejection_info) ? rejection_info.reason : null,
    isObject(other_info) ? other_info.description : null,
  ]
  const words = [reasonOf(reason), ...more.map((one) => reasonOf(one ?? undefined))].filter(
    (one) => one !== null,
  )
  return words.length > 0 ? words.join(': ') : null
}

/** Told flat, in words of their own: …/reference/message_template_components_update */
function componentsIn(value: JsonObject): Json[] | undefined {
  const title = textAt(value, 'message_template_title')
  const body = textAt(value, 'message_template_element')
  const footer = textAt(value, 'message_template_footer')
  const buttons = listAt(value, 'message_template_buttons').filter(isObject)
  if (body === undefined) return undefined
  return [
    ...(title === undefined ? [] : [{ type: 'HEADER', format: 'TEXT', text: title }]),
    { type: 'BODY', text: body },
    ...(footer === undefined ? [] : [{ type: 'FOOTER', text: footer }]),
    ...(buttons.length === 0 ? [] : [{ type: 'BUTTONS', buttons: buttons.map(buttonIn) }]),
  ]
}

function buttonIn(button: JsonObject): Json {
  return present({
    type: textAt(button, 'message_template_button_type'),
    text: textAt(button, 'message_template_button_text'),
    url: textAt(button, 'message_template_button_url'),
    phone_number: textAt(button, 'message_template_button_phone_number'),
  }) as JsonObject
}
