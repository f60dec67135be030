import { storableText } from '../text.ts'
import { InvalidInput } from '../user-failure.ts'

const LONGEST_NAME = 100

/** A name that people read: trimmed, not empty, and short enough for a list. Throws InvalidInput. */
export function checkedName(text: string, field = 'name'): string {
  const name = storableText(text).trim()
  if (name === '' || name.length > LONGEST_NAME)
    throw new InvalidInput(`${field} must have 1 to ${LONGEST_NAME} characters`, ['input', field])
  return name
}

/** A moment yet to come, not further away than `mostDays`. Throws InvalidInput. */
export function checkedFuture(at: Date, now: Date, mostDays: number, field: string): Date {
  const ahead = at.getTime() - now.getTime()
  if (ahead <= 0 || ahead > mostDays * 86_400_000)
    throw new InvalidInput(`${field} must lie ahead, by ${mostDays} days at most`, ['input', field])
  return at
}
