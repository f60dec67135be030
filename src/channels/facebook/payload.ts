/**
 * What is read of the events that only Messenger has; the others are in `shared/meta-payload.ts`:
 * …/messenger-platform/webhooks/webhook-events
 */
import * as z from 'zod'
import { maybeText } from '../shared/meta-schema.ts'

export const accountLinking = z.looseObject({ status: z.enum(['linked', 'unlinked']) })

export const order = z.looseObject({ note: maybeText, products: z.array(z.unknown()) })
