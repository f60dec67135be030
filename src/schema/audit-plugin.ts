import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core'
import type { GraphQLFieldResolver } from 'graphql'
import type { AuditSubject } from '../domain/audit/audit-scope.ts'
import { audited } from '../domain/audit/audited.ts'
import type { GraphQLContext } from './context.ts'
import { parseGlobalId } from './global-id.ts'

type Resolver = GraphQLFieldResolver<unknown, SchemaTypes['Context'], object>

/** Every mutation leaves an entry with its first change; no mutation has to do anything for it. */
class AuditPlugin extends BasePlugin<SchemaTypes> {
  override wrapResolve(resolver: Resolver, config: PothosOutputFieldConfig<SchemaTypes>): Resolver {
    if (config.kind !== 'Mutation') return resolver
    return (root, args, context, info) => {
      const { principal, requestId } = context as GraphQLContext
      const input = (args as { input?: unknown }).input ?? args
      const work = {
        principal,
        requestId,
        action: config.name,
        input: withoutTexts(input),
        subject: named(input),
      }
      return audited(work, () => resolver(root, args, context, info) as unknown)
    }
  }
}

export const auditPlugin = 'parleyAudit'
SchemaBuilder.registerPlugin(auditPlugin as never, AuditPlugin as never)

/** The first global id at the top of an input: what mutations are about comes first in them. */
function named(input: unknown): AuditSubject | null {
  if (typeof input !== 'object' || input === null) return null
  for (const value of Object.values(input)) {
    const subject = typeof value === 'string' ? parseGlobalId(value) : null
    if (subject) return subject
  }
  return null
}

/** A word of an enum, as opposed to anything that a person could have written. */
const WORD = /^[A-Z][A-Z_]{1,40}$/

/** Ids, words of the schema, numbers and times stay; what people wrote is told by its length. */
function withoutTexts(value: unknown): unknown {
  if (typeof value === 'string')
    return parseGlobalId(value) || WORD.test(value) ? value : `(${value.length} characters)`
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  if (Array.isArray(value)) return value.map(withoutTexts)
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withoutTexts(part)]))
}
