import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { NativeRequest } from '../../src/channels/outbound.ts'

/** What a network would not take of a request, in its description's words; nothing where it would take it. */
export type Checker = (request: NativeRequest) => string[]

/** The networks' own descriptions: data beside this repository, and not a part of it. */
const SPECS = join(import.meta.dirname, '../../../shared/specs')

/** The description's path; null where it is not here. */
export function descriptionAt(file: string): string | null {
  const path = join(SPECS, file)
  return existsSync(path) ? path : null
}
