/** …/whatsapp/webhooks/reference/messages/status */
import { createHash } from 'node:crypto'
import type {
  Conversation,
  JsonObject,
  MessageStatus,
  SimulatedMessage,
  StatusError,
  World,
} from '../../network.ts'

interface Told {
  message: SimulatedMessage
  status: MessageStatus
  error?: StatusError
}

export function statusValue({ customer }: Conversation, told: Told, world: World): JsonObject {
  const { message, status, error } = told
  const isTemplate = message.type === 'template'
  const category = isTemplate ? 'utility' : 'service'
  const one: JsonObject = {
    id: message.id,
    status,
    timestamp: String(Math.floor(world.now() / 1000)),
    ...(/^\d+$/.test(customer.id) ? { recipient_id: customer.id } : { recipient_user_id: customer.id }),
    ...(message.reference !== undefined && { biz_opaque_callback_data: message.reference }),
    ...(status !== 'failed' && {
      conversation: { id: conversationId(customer.id, category), origin: { type: category } },
      pricing: {
        billable: isTemplate,
        pricing_model: 'PMP',
        category,
        type: isTemplate ? 'regular' : 'free_customer_service',
      },
    }),
    ...(error && { errors: [errorOf(error)] }),
  }
  return { statuses: [one] }
}

function conversationId(customer: string, category: string): string {
  return createHash('md5').update(`${customer}:${category}`).digest('hex')
}

function errorOf({ code, title, details }: StatusError): JsonObject {
  return {
    code,
    title,
    message: title,
    error_data: { details },
    href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
  }
}
