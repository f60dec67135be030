import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core'
import type { GraphQLFieldResolver } from 'graphql'
import type { AuditSubject } from '../domain/audit/audit-scope.ts'
import { audited } from '../domain/audit/audited.ts'
import { withoutTexts } from './audit-input.ts'
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
      const field = info.parentType.getFields()[info.fieldName]
      const asked = field ? withoutTexts(field, args) : {}
      const work = {
        principal,
        requestId,
        action: config.name,
        input: asked.input ?? asked,
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
