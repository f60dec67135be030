/** Building blocks of the schemas for Meta's payloads, which keep to their documents only roughly. */
import * as z from 'zod'

/** Documented as strings; numbers in older payloads. */
export const id = z.union([z.string().min(1), z.number().transform(String)])

/** Absent, null, empty or of another type: all the same to a reader that can do without it. */
export const maybe = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined)
export const maybeId = maybe(id)
export const maybeText = maybe(z.string().min(1))
export const maybeFlag = maybe(z.boolean())
