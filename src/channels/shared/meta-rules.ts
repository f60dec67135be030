/** The networks' rules for what is sent, checked before anything is: each answers the broken rule, or null. */
import type { ContentError } from '../outbound.ts'
import { textLength } from './split-text.ts'

/** Which value a rule is about, in the words of whoever wrote it. */
export interface Field {
  network: string
  /** Such as `the label of a button`. */
  what: string
  path: string
}

/** The fields of what stands at `path`. */
export function fieldsOf(network: string, path: string): (what: string, member: string) => Field {
  return (what, member) => ({ network, what, path: `${path}.${member}` })
}

export type Refusal = { error: ContentError }

export function invalid(message: string, path?: string): Refusal {
  return { error: { code: 'INVALID_CONTENT', message, ...(path !== undefined && { path }) } }
}

export function unsupported(message: string, path?: string): Refusal {
  return { error: { code: 'UNSUPPORTED_CONTENT', message, ...(path !== undefined && { path }) } }
}

export function checkFilled(value: string, { network, what, path }: Field): ContentError | null {
  return value.trim() === '' ? invalid(`${network} needs ${what}: it is empty.`, path).error : null
}

/** Labels and the like, which are shown whole or not at all: long text is split instead. */
export function checkLength(value: string, most: number, field: Field): ContentError | null {
  return checkFilled(value, field) ?? checkOptional(value, most, field)
}

export function checkOptional(value: string | undefined, most: number, field: Field): ContentError | null {
  const length = textLength(value ?? '', 'CHARACTERS')
  if (length <= most) return null
  const { network, what, path } = field
  return invalid(`On ${network} ${what} has at most ${most} characters: it has ${length}.`, path).error
}

export function checkCount(
  { length }: readonly unknown[],
  most: number,
  { network, what, path }: Field,
): ContentError | null {
  if (length >= 1 && length <= most) return null
  return invalid(`${network} takes 1 to ${most} ${what}: there are ${length}.`, path).error
}

/** Whether the address may be reached is decided where it is: here it is only well formed. */
export function checkAddress(value: string | undefined, { network, what, path }: Field): ContentError | null {
  if (value === undefined) return null
  const { protocol } = URL.parse(value) ?? {}
  if (protocol === 'https:' || protocol === 'http:') return null
  return invalid(`${network} needs an http or https address for ${what}.`, path).error
}

export function checkEach<T>(
  items: readonly T[],
  check: (item: T, index: number) => ContentError | null,
): ContentError | null {
  for (const [index, item] of items.entries()) {
    const error = check(item, index)
    if (error) return error
  }
  return null
}

/** What was left empty is not there. */
export function given(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value
}
