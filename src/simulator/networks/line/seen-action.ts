import type { JsonObject } from '../../json.ts'
import type { SimulatedButton } from '../../network.ts'

/** An action as the customer sees it. The action itself goes along: a press needs all of it. */
export function seenAction(action: JsonObject, where: 'quickReply' | 'button'): SimulatedButton {
  const label = String(action.label ?? action.text ?? action.type ?? '')
  const kind = where === 'quickReply' ? ('quickReply' as const) : ('reply' as const)
  switch (action.type) {
    case 'postback':
    case 'datetimepicker':
      return { kind, label, payload: String(action.data), native: action }
    case 'message':
      return { kind, label, payload: String(action.text), native: action }
    case 'uri':
      return seenLink(label, String(action.uri), action)
    case 'location':
    case 'camera':
    case 'cameraRoll':
      return { kind, label, native: action }
    default:
      return { kind: 'other', label, native: action }
  }
}

function seenLink(label: string, uri: string, native: JsonObject): SimulatedButton {
  const isCall = uri.startsWith('tel:')
  return isCall
    ? { kind: 'call', label, phone: uri.slice('tel:'.length), native }
    : { kind: 'url', label, url: uri, native }
}
